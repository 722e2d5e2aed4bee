package dev.lanewise.optim;

/**
 * Multiplies the rate by a factor after every epoch: {@code rate = rate · factor}, once an epoch,
 * in double. The multiplication is repeated and not a power, which would have other bits
 * (docs/numerics, item 10).
 *
 * @param factor above 0; 1 keeps the rate
 */
public record EpochDecay(double factor) implements Schedule {

  @Override
  public double rate(double base, Position position) {
    double rate = base;
    for (int epoch = 0; epoch < position.epoch(); epoch++) {
      rate *= factor;
    }
    return rate;
  }
}
