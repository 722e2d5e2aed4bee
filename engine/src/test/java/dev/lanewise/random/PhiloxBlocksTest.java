package dev.lanewise.random;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.random.CounterRandom.Purpose;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Many blocks at once have the words of one block after the other. */
class PhiloxBlocksTest {

  private static final long SEED = 42;

  @Test
  void wordsAreThoseOfSingleBlocks() {
    SplittableRandom random = new SplittableRandom(SEED);
    PhiloxBlocks blocks = new PhiloxBlocks();
    for (int trial = 0; trial < 200; trial++) {
      long seed = random.nextLong();
      int layer = random.nextInt(1 << 20);
      int time = random.nextInt();
      long first = trial % 2 == 0 ? random.nextInt(1000) : (1L << 32) - 100 + random.nextInt(99);
      int count = random.nextInt(1, PhiloxBlocks.MOST + 1);
      blocks.compute(seed, Purpose.DROPOUT, layer, time, first, count);
      CounterRandom single = new CounterRandom(seed, Purpose.DROPOUT, layer, time);
      for (int i = 0; i < count; i++) {
        long low = blocks.words(0)[i] | blocks.words(1)[i] << 32;
        assertEquals(single.bits(first + i), low, "trial " + trial + ", block " + i);
        long[] halves =
            CounterRandom.philox(
                (int) (first + i),
                (int) ((first + i) >>> 32),
                layer << 8 | 6,
                time,
                (int) seed,
                (int) (seed >>> 32));
        assertEquals(halves[1], blocks.words(2)[i] | blocks.words(3)[i] << 32);
      }
    }
  }
}
