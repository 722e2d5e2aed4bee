package dev.lanewise.optim;

/**
 * Half a wave of a cosine from the base rate to 0 (Loshchilov and Hutter, without restarts): {@code
 * base · 0.5 · (1 + cos(π · t / T))} in double, from left to right, the cosine by StrictMath, for
 * step t of the T steps behind the warm-up; 0 from step T on.
 */
public record Cosine() implements Schedule {

  @Override
  public String name() {
    return "cosine";
  }

  @Override
  public double rate(double base, Position position) {
    long steps = position.totalSteps() - position.warmupSteps();
    long t = Math.clamp(position.globalStep() - position.warmupSteps(), 0, Math.max(steps, 0));
    return steps <= 0
        ? base
        : base * 0.5 * (1 + StrictMath.cos(Math.PI * (double) t / (double) steps));
  }

  @Override
  public boolean changesWithinEpoch() {
    return true;
  }

  @Override
  public boolean hasHorizon() {
    return true;
  }
}
