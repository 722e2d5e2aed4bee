package dev.lanewise.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.random.CounterRandom;
import dev.lanewise.random.CounterRandom.Purpose;
import dev.lanewise.random.PhiloxBlocks;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What dropout drops: a pure function of seed, layer, step, row and unit. */
class DropoutTest {

  private static final int ROWS = 37;

  private static float[] factors(Dropout dropout, int units, long step, int from, int to) {
    float[] factors = new float[ROWS * units];
    Arrays.fill(factors, Float.NaN);
    dropout.factors(factors, units, step, from, to, new PhiloxBlocks());
    return factors;
  }

  /** The formula of docs/numerics, unit by unit. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 100, 1030})
  void followsTheFormula(int units) {
    Dropout dropout = new Dropout(0.3, -5, 2);
    float[] factors = factors(dropout, units, 7, 0, ROWS);
    CounterRandom random = new CounterRandom(-5, Purpose.DROPOUT, 2, 7);
    int perRow = (units + 3) / 4;
    long threshold = Math.round(0.3 * 4294967296.0);
    for (int row = 0; row < ROWS; row++) {
      for (int unit = 0; unit < units; unit++) {
        int word = unit / perRow;
        if (word < 2) { // the others are held to single blocks by PhiloxBlocksTest
          long bits = random.bits((long) row * perRow + unit % perRow) >>> (32 * word);
          boolean drops = (bits & 0xFFFFFFFFL) < threshold;
          float expected = drops ? 0f : (float) (1 / 0.7);
          assertEquals(expected, factors[row * units + unit], row + ", " + unit);
        }
      }
    }
  }

  /** However the rows are divided among threads. */
  @Test
  void partsOfABatchAreThoseOfTheWhole() {
    Dropout dropout = new Dropout(0.5, 1, 0);
    float[] whole = factors(dropout, 50, 3, 0, ROWS);
    float[] part = factors(dropout, 50, 3, 10, 21);
    for (int i = 0; i < whole.length; i++) {
      boolean within = i >= 10 * 50 && i < 21 * 50;
      assertEquals(within ? whole[i] : Float.NaN, part[i]);
    }
  }

  /** Half of 37,000 draws with a deviation of 96; others at another step, layer or seed. */
  @Test
  void dropsItsShareAndOthersElsewhere() {
    float[] factors = factors(new Dropout(0.5, 1, 0), 1000, 1, 0, ROWS);
    int dropped = 0;
    for (float factor : factors) {
      dropped += factor == 0 ? 1 : 0;
    }
    assertTrue(Math.abs(dropped - 18_500) < 500, dropped + " of 37,000");
    assertFalse(Arrays.equals(factors, factors(new Dropout(0.5, 1, 0), 1000, 2, 0, ROWS)));
    assertFalse(Arrays.equals(factors, factors(new Dropout(0.5, 1, 1), 1000, 1, 0, ROWS)));
    assertFalse(Arrays.equals(factors, factors(new Dropout(0.5, 2, 0), 1000, 1, 0, ROWS)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN, 0.99999999999})
  void probabilitiesOutOfRange(double probability) {
    assertThrows(IllegalArgumentException.class, () -> new Dropout(probability, 0, 0));
  }
}
