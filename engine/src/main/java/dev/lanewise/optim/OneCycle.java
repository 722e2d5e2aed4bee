package dev.lanewise.optim;

/**
 * One cycle (Smith) in PyTorch's form without a cycle of momentum, the base rate being its peak:
 * from a 25th of it up to it, then down to a 10,000th of the first rate, each on half a wave of a
 * cosine. Of T steps, the peak is at step {@code 0.3 · T - 1} and the end at {@code T - 1}, where
 * it stays. In double, cosines by StrictMath.
 */
public record OneCycle() implements Schedule {

  private static final double START_DIVISOR = 25;
  private static final double END_DIVISOR = 1e4;
  private static final double RISE = 0.3;

  @Override
  public String name() {
    return "one-cycle";
  }

  @Override
  public double rate(double base, Position position) {
    double start = base / START_DIVISOR;
    double peakAt = RISE * (double) position.totalSteps() - 1;
    double endAt = (double) position.totalSteps() - 1;
    double t = Math.min((double) position.globalStep(), endAt);
    return t <= peakAt
        ? wave(start, base, t / peakAt)
        : wave(base, start / END_DIVISOR, (t - peakAt) / (endAt - peakAt));
  }

  /** From one rate to another on half a wave, {@code part} of the way. */
  private static double wave(double from, double to, double part) {
    return to + (from - to) / 2 * (1 + StrictMath.cos(Math.PI * part));
  }

  @Override
  public boolean changesWithinEpoch() {
    return true;
  }

  @Override
  public boolean takesWarmup() {
    return false;
  }

  @Override
  public boolean hasHorizon() {
    return true;
  }
}
