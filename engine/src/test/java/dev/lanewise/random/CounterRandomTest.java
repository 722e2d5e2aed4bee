package dev.lanewise.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.random.CounterRandom.Purpose;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The generator against its published answers, and the distributions drawn from it. */
class CounterRandomTest {

  private static final int DRAWS = 200_000;

  private static void assertPhilox(
      int w0, int w1, int w2, int w3, int c0, int c1, int c2, int c3, int key0, int key1) {
    long[] words = CounterRandom.philox(c0, c1, c2, c3, key0, key1);
    assertEquals(w0, (int) words[0]);
    assertEquals(w1, (int) (words[0] >>> 32));
    assertEquals(w2, (int) words[1]);
    assertEquals(w3, (int) (words[1] >>> 32));
  }

  /** Known answers of philox4x32-10 from the Random123 distribution. */
  @Test
  void knownAnswers() {
    assertPhilox(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8, 0, 0, 0, 0, 0, 0);
    assertPhilox(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd, -1, -1, -1, -1, -1, -1);
    assertPhilox(
        0xd16cfe09,
        0x94fdcceb,
        0x5001e420,
        0x24126ea1,
        0x243f6a88,
        0x85a308d3,
        0x13198a2e,
        0x03707344,
        0xa4093822,
        0x299f31d0);
  }

  /** Where seed, position, purpose, layer and time stand in key and counter. */
  @Test
  void counterOfAStream() {
    long seed = 0x299f31d0a4093822L;
    long i = 0x85a308d3243f6a88L;
    CounterRandom stream = new CounterRandom(seed, Purpose.BATCH, 5, 77);
    long[] words =
        CounterRandom.philox(0x243f6a88, 0x85a308d3, 5 * 256 + 2, 77, 0xa4093822, 0x299f31d0);
    assertEquals(words[0], stream.bits(i));
  }

  /** The codes are part of the bits: a stored seed must draw the same numbers for ever. */
  @Test
  void codesOfPurposes() {
    int[] codes = {0, 1, 2, 3, 4, 5, 6};
    Purpose[] purposes = {
      Purpose.WEIGHTS,
      Purpose.SHUFFLE,
      Purpose.BATCH,
      Purpose.TRAIN_ACCURACY,
      Purpose.TRIALS,
      Purpose.FOLDS,
      Purpose.DROPOUT
    };
    assertEquals(purposes.length, Purpose.values().length);
    for (int p = 0; p < purposes.length; p++) {
      long expected = CounterRandom.philox(9, 0, codes[p], 0, 1, 0)[0];
      assertEquals(expected, new CounterRandom(1, purposes[p]).bits(9));
    }
  }

  /** Streams that differ in one part share no value, whatever else was drawn. */
  @Test
  void streamsAreIndependent() {
    Set<Long> seen = new HashSet<>();
    int streams = 0;
    for (long seed : new long[] {0, 1, 1L << 32}) {
      for (Purpose purpose : Purpose.values()) {
        for (int layer = 0; layer < 3; layer++) {
          for (int time = 0; time < 3; time++) {
            CounterRandom stream = new CounterRandom(seed, purpose, layer, time);
            streams++;
            for (int i = 0; i < 100; i++) {
              seen.add(stream.bits(i));
            }
          }
        }
      }
    }
    assertEquals(streams * 100, seen.size());
  }

  @Test
  void correlationOfNeighbouringStreams() {
    CounterRandom one = new CounterRandom(7, Purpose.WEIGHTS, 0, 0);
    CounterRandom next = new CounterRandom(7, Purpose.WEIGHTS, 1, 0);
    double between = 0;
    double along = 0;
    for (int i = 0; i < DRAWS; i++) {
      between += one.gaussian(i) * next.gaussian(i);
      along += one.gaussian(i) * one.gaussian(i + 1);
    }
    double fiveDeviations = 5 / Math.sqrt(DRAWS);
    assertEquals(0, between / DRAWS, fiveDeviations);
    assertEquals(0, along / DRAWS, fiveDeviations);
  }

  /** Mean, variance, skewness and tails of a standard normal, each within five deviations. */
  @Test
  void gaussianMoments() {
    CounterRandom stream = new CounterRandom(11, Purpose.WEIGHTS);
    double[] moments = new double[5];
    int beyondTwo = 0;
    for (int i = 0; i < DRAWS; i++) {
      double g = stream.gaussian(i);
      assertTrue(Double.isFinite(g));
      for (int power = 1; power <= 4; power++) {
        moments[power] += StrictMath.pow(g, power) / DRAWS;
      }
      beyondTwo += Math.abs(g) > 2 ? 1 : 0;
    }
    double unit = 5 / Math.sqrt(DRAWS);
    assertEquals(0, moments[1], unit);
    assertEquals(1, moments[2], unit * Math.sqrt(2));
    assertEquals(0, moments[3], unit * Math.sqrt(15));
    assertEquals(3, moments[4], unit * Math.sqrt(96));
    double tail = 0.0455002638963584;
    assertEquals(tail, (double) beyondTwo / DRAWS, unit * Math.sqrt(tail * (1 - tail)));
  }

  /** Box and Muller on the two halves of one block, as documented. */
  @Test
  void gaussianFormula() {
    for (int i = 0; i < 100; i++) {
      long[] words = CounterRandom.philox(i, 0, 0, 0, 3, 0);
      double u = ((words[0] >>> 11) + 1) / 9007199254740992.0;
      double v = (words[1] >>> 11) / 9007199254740992.0;
      double expected = StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
      assertEquals(expected, new CounterRandom(3, Purpose.WEIGHTS).gaussian(i));
    }
  }

  @Test
  void belowStaysInBounds() {
    CounterRandom stream = new CounterRandom(-5, Purpose.SHUFFLE);
    for (int bound : new int[] {1, 2, 3, 10, 50_000, Integer.MAX_VALUE}) {
      for (int i = 0; i < 10_000; i++) {
        int value = stream.below(i, bound);
        assertTrue(value >= 0 && value < bound);
      }
    }
  }

  /** Chi square of 10 cells; 9 degrees of freedom exceed 39 once in 100,000 seeds. */
  @Test
  void belowIsUniform() {
    int cells = 10;
    int[] counts = new int[cells];
    CounterRandom stream = new CounterRandom(13, Purpose.BATCH);
    for (int i = 0; i < DRAWS; i++) {
      counts[stream.below(i, cells)]++;
    }
    double expected = (double) DRAWS / cells;
    double chiSquare = 0;
    for (int count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    assertTrue(chiSquare < 39, "chi square " + chiSquare);
  }
}
