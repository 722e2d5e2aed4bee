package dev.lanewise.nn;

/**
 * NumPy's legacy generator, {@code np.random.seed} and what follows it: the arrays of the published
 * cs231n checks come from it, so none of them has to be stored. MT19937, doubles of 53 bits, normal
 * numbers by the polar method.
 */
public final class NumpyRandom {

  private static final int WORDS = 624;
  private static final int MIDDLE = 397;

  private final int[] key = new int[WORDS];
  private int position = WORDS;
  private double gauss;
  private boolean hasGauss;

  /** The generator after {@code np.random.seed(seed)}. */
  public NumpyRandom(int seed) {
    int x = seed;
    for (int i = 0; i < WORDS; i++) {
      key[i] = x;
      x = 1812433253 * (x ^ (x >>> 30)) + i + 1;
    }
  }

  private long word() {
    if (position == WORDS) {
      twist();
    }
    int y = key[position++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return Integer.toUnsignedLong(y);
  }

  private void twist() {
    for (int i = 0; i < WORDS; i++) {
      int y = (key[i] & 0x80000000) | (key[(i + 1) % WORDS] & 0x7fffffff);
      key[i] = key[(i + MIDDLE) % WORDS] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
    }
    position = 0;
  }

  /** {@code np.random.rand()}. */
  public double rand() {
    long a = word() >>> 5;
    long b = word() >>> 6;
    return (a * 67108864.0 + b) / 9007199254740992.0;
  }

  /** {@code np.random.randn()}. */
  public double randn() {
    if (hasGauss) {
      hasGauss = false;
      return gauss;
    }
    double x1;
    double x2;
    double r2;
    do {
      x1 = 2 * rand() - 1;
      x2 = 2 * rand() - 1;
      r2 = x1 * x1 + x2 * x2;
    } while (r2 >= 1 || r2 == 0);
    double f = StrictMath.sqrt(-2 * StrictMath.log(r2) / r2);
    gauss = f * x1;
    hasGauss = true;
    return f * x2;
  }

  /** {@code np.random.randn(…)} of {@code count} values, row-major whatever the shape. */
  public double[] randn(int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = randn();
    }
    return values;
  }

  /** {@code np.random.randint(bound, size=count)}. */
  public int[] randint(int bound, int count) {
    long mask = Long.highestOneBit(Math.max(1, bound - 1)) * 2 - 1;
    int[] values = new int[count];
    for (int i = 0; i < count && bound > 1; i++) {
      long v;
      do {
        v = word() & mask;
      } while (v > bound - 1);
      values[i] = (int) v;
    }
    return values;
  }

  /** {@code np.linspace(from, to, count)}. */
  public static double[] linspace(double from, double to, int count) {
    double step = (to - from) / (count - 1);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      double scaled = i * step;
      values[i] = scaled + from;
    }
    values[count - 1] = to;
    return values;
  }
}
