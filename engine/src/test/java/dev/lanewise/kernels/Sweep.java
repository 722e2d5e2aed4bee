package dev.lanewise.kernels;

/** Floats on which functions of one float are compared. */
final class Sweep {

  private static final int LOWEST = -104;
  private static final int HIGHEST = 89;
  private static final int STEPS = 1 << 8;
  private static final int HALVES = 1 << 16;

  private Sweep() {}

  /** -104 to 89 by 2^-8, then each high half of a float's bits with a zero low half. */
  static float[] exponents() {
    int steps = (HIGHEST - LOWEST) * STEPS + 1;
    float[] values = new float[steps + HALVES];
    for (int i = 0; i < steps; i++) {
      values[i] = LOWEST + (float) i / STEPS;
    }
    for (int high = 0; high < HALVES; high++) {
      values[steps + high] = Float.intBitsToFloat(high << 16);
    }
    return values;
  }
}
