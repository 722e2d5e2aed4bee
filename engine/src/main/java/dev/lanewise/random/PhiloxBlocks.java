package dev.lanewise.random;

import dev.lanewise.random.CounterRandom.Purpose;

/**
 * Many consecutive blocks of a stream of {@link CounterRandom} at once, each of four words of 32
 * bits. The loops are such that compilers make vectors of them; the bits are those of one block
 * after the other. Not for concurrent use.
 */
public final class PhiloxBlocks {

  /** The most blocks that are computed at once. */
  public static final int MOST = 256;

  private static final long LOW = 0xFFFFFFFFL;

  private final long[] w0 = new long[MOST]; // 32 bits each, not negative
  private final long[] w1 = new long[MOST];
  private final long[] w2 = new long[MOST];
  private final long[] w3 = new long[MOST];

  /** Buffers, before the first blocks. */
  public PhiloxBlocks() {}

  /**
   * Computes some blocks.
   *
   * @param seed the run's seed
   * @param purpose what the numbers are for
   * @param layer index of the layer, 0 where there is none
   * @param time index of the epoch or step, 0 where there is none
   * @param first block
   * @param count at most {@link #MOST}
   */
  public void compute(long seed, Purpose purpose, int layer, int time, long first, int count) {
    long c2 = (layer << 8 | purpose.code()) & LOW;
    long c3 = time & LOW;
    for (int i = 0; i < count; i++) {
      w0[i] = (first + i) & LOW;
      w1[i] = (first + i) >>> 32;
      w2[i] = c2;
      w3[i] = c3;
    }
    long key0 = seed & LOW;
    long key1 = seed >>> 32;
    for (int round = 0; round < CounterRandom.ROUNDS; round++) {
      round(key0, key1, count);
      key0 = (key0 + CounterRandom.KEY_STEP_0) & LOW;
      key1 = (key1 + CounterRandom.KEY_STEP_1) & LOW;
    }
  }

  private void round(long key0, long key1, int count) {
    for (int i = 0; i < count; i++) {
      long product0 = (w0[i] & LOW) * (CounterRandom.MULTIPLIER_0 & LOW);
      long product1 = (w2[i] & LOW) * (CounterRandom.MULTIPLIER_1 & LOW);
      long next0 = (product1 >>> 32) ^ w1[i] ^ key0;
      long next2 = (product0 >>> 32) ^ w3[i] ^ key1;
      w1[i] = product1 & LOW;
      w3[i] = product0 & LOW;
      w0[i] = next0;
      w2[i] = next2;
    }
  }

  /** Word {@code word}, 0 to 3, of each block: values from 0 to 2^32 - 1. Holds until the next. */
  public long[] words(int word) {
    return switch (word) {
      case 0 -> w0;
      case 1 -> w1;
      case 2 -> w2;
      default -> w3;
    };
  }
}
