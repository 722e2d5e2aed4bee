package dev.lanewise.optim;

import dev.lanewise.math.Parameter;
import java.util.List;

/**
 * Multiplies the rate by a factor after every epoch: {@code rate = rate · factor}, once an epoch,
 * in double. The multiplication is repeated and not a power, which would have other bits
 * (docs/numerics, item 10).
 *
 * @param factor above 0; 1 keeps the rate
 */
public record EpochDecay(double factor) implements Schedule {

  /**
   * Checks the factor.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public EpochDecay {
    Ranges.requireAboveZero("lr decay", factor);
  }

  @Override
  public String name() {
    return "constant";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("lrDecay", factor));
  }

  @Override
  public Schedule with(String parameter, double value) {
    return parameter.equals("lrDecay") ? new EpochDecay(value) : this;
  }

  @Override
  public double rate(double base, Position position) {
    double rate = base;
    for (int epoch = 0; epoch < position.epoch(); epoch++) {
      rate *= factor;
    }
    return rate;
  }
}
