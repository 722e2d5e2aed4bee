package dev.lanewise.random;

/**
 * Counter-based random numbers: value i of a stream is a pure function of (seed, purpose, layer,
 * time, i), so any thread can draw it and no stream depends on what else was drawn.
 *
 * <p>The generator is Philox4x32 with 10 rounds (Salmon, Moraes, Dror, Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3", SC 2011), key = seed, counter = (i low, i high, layer * 256 +
 * purpose, time).
 */
public final class CounterRandom {

  static final int MULTIPLIER_0 = 0xD2511F53;
  static final int MULTIPLIER_1 = 0xCD9E8D57;
  static final int KEY_STEP_0 = 0x9E3779B9;
  static final int KEY_STEP_1 = 0xBB67AE85;
  static final int ROUNDS = 10;

  private final long seed;
  private final int purposeAndLayer;
  private final int time;

  /** What a stream is drawn for; no two purposes share a number. The codes are part of the bits. */
  public enum Purpose {
    /** Initial weights of a layer. */
    WEIGHTS(0),
    /** The order of the samples in an epoch. */
    SHUFFLE(1),
    /** The samples of a step, drawn with replacement. */
    BATCH(2),
    /** The training samples whose accuracy is taken at the end of each epoch. */
    TRAIN_ACCURACY(3),
    /** The hyper-parameters of a random search's trials. */
    TRIALS(4),
    /** The order in which the samples of a class are dealt to folds. */
    FOLDS(5),
    /** Which units of a hidden layer are dropped in a step. */
    DROPOUT(6);

    private final int code;

    Purpose(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /** The stream for a purpose that has neither layer nor time. */
  public CounterRandom(long seed, Purpose purpose) {
    this(seed, purpose, 0, 0);
  }

  /**
   * A stream.
   *
   * @param seed the run's seed
   * @param purpose what it is for
   * @param layer index of the layer, 0 where there is none
   * @param time index of the epoch or step, 0 where there is none
   */
  public CounterRandom(long seed, Purpose purpose, int layer, int time) {
    this.seed = seed;
    this.purposeAndLayer = (layer << 8) | purpose.code;
    this.time = time;
  }

  /** 64 uniformly distributed bits: value i of this stream. */
  public long bits(long i) {
    return block(i, 0);
  }

  /** A number from 0 (inclusive) to 1 (exclusive) of 53 bits, uniformly distributed. */
  public double uniform(long i) {
    return (block(i, 0) >>> 11) * 0x1p-53;
  }

  /**
   * An integer from 0 to {@code bound - 1}: the high half of bits times bound, bias below 2^-32.
   */
  public int below(long i, int bound) {
    return (int) Math.unsignedMultiplyHigh(bits(i), bound);
  }

  /**
   * A standard normal number by Box and Muller: {@code sqrt(-2 ln u) cos(2 pi v)} with u in (0, 1]
   * and v in [0, 1) of 53 bits, through StrictMath, so the same on every machine.
   */
  public double gaussian(long i) {
    double u = ((block(i, 0) >>> 11) + 1) * 0x1p-53;
    double v = (block(i, 1) >>> 11) * 0x1p-53;
    return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
  }

  /** Half 0 or 1 of the Philox block with counter (i, purpose and layer, time). */
  private long block(long i, int half) {
    long[] halves =
        philox((int) i, (int) (i >>> 32), purposeAndLayer, time, (int) seed, (int) (seed >>> 32));
    return halves[half];
  }

  /**
   * The Philox4x32-10 function: words (0, 1) of the result in the first long, low word first, words
   * (2, 3) in the second.
   */
  static long[] philox(int c0, int c1, int c2, int c3, int key0, int key1) {
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = Integer.toUnsignedLong(MULTIPLIER_0) * Integer.toUnsignedLong(c0);
      long product1 = Integer.toUnsignedLong(MULTIPLIER_1) * Integer.toUnsignedLong(c2);
      int next0 = (int) (product1 >>> 32) ^ c1 ^ key0;
      int next2 = (int) (product0 >>> 32) ^ c3 ^ key1;
      c1 = (int) product1;
      c3 = (int) product0;
      c0 = next0;
      c2 = next2;
      key0 += KEY_STEP_0;
      key1 += KEY_STEP_1;
    }
    return new long[] {pair(c0, c1), pair(c2, c3)};
  }

  private static long pair(int low, int high) {
    return Integer.toUnsignedLong(low) | ((long) high << 32);
  }
}
