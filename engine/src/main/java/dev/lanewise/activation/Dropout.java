package dev.lanewise.activation;

import dev.lanewise.random.CounterRandom.Purpose;
import dev.lanewise.random.PhiloxBlocks;

/**
 * Dropout behind the activation of one hidden layer (Srivastava et al.), inverted: a unit is
 * dropped with a probability, and the others are divided by what is left of 1, so that nothing is
 * to be done after training. Which units it is, is a pure function of the seed, the layer, the
 * step, the row of the batch and the unit. With U units and {@code B = ⌈U / 4⌉}, unit u of row r
 * takes word {@code u / B} of block {@code r · B + u % B} of the stream, and is dropped if that is
 * below {@code round(probability · 2^32)}.
 *
 * @param probability to drop a unit, 0 to below 1
 * @param seed of the run
 * @param layer index of the hidden layer, from 0
 */
public record Dropout(double probability, long seed, int layer) {

  private static final int WORDS = 4;

  /**
   * Checks the probability.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public Dropout {
    requireProbability(probability);
  }

  /**
   * Checks a probability to drop a unit.
   *
   * @throws IllegalArgumentException unless it is at least 0 and below 1
   */
  public static void requireProbability(double probability) {
    if (!(probability >= 0 && (float) probability < 1)) {
      throw new IllegalArgumentException(
          "dropout must be at least 0 and below 1, got " + probability);
    }
  }

  /** The factor on a unit that is kept, {@code 1 / (1 - probability)}, rounded once. */
  public float scale() {
    return (float) (1 / (1 - probability));
  }

  /**
   * The factors of some rows of a batch: {@link #scale} for a unit that is kept, 0 for one that is
   * dropped.
   *
   * @param factors row r begins at index {@code r · units}. Modified: rows from to to.
   * @param units of the layer
   * @param step number of the step in the run, from 1
   * @param from first row
   * @param to the row behind the last
   * @param blocks of the calling thread
   */
  public void factors(
      float[] factors, int units, long step, int from, int to, PhiloxBlocks blocks) {
    int perRow = Math.ceilDiv(units, WORDS);
    long threshold = Math.round(probability * 0x1p32);
    float scale = scale();
    long end = (long) to * perRow;
    int count;
    for (long first = (long) from * perRow; first < end; first += count) {
      count = (int) Math.min(PhiloxBlocks.MOST, end - first);
      blocks.compute(seed, Purpose.DROPOUT, layer, (int) step, first, count);
      int length;
      for (int i = 0; i < count; i += length) { // within a row
        int row = (int) ((first + i) / perRow);
        int block = (int) ((first + i) % perRow);
        length = Math.min(perRow - block, count - i);
        for (int word = 0; word < WORDS; word++) {
          int unit = word * perRow + block;
          int kept = Math.min(length, units - unit);
          choose(factors, row * units + unit, blocks.words(word), i, kept, threshold, scale);
        }
      }
    }
  }

  private static void choose(
      float[] factors, int to, long[] words, int from, int count, long threshold, float scale) {
    for (int k = 0; k < count; k++) {
      factors[to + k] = words[from + k] < threshold ? 0f : scale;
    }
  }
}
