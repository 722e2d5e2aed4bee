package dev.lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.optim.Schedule.Position;
import org.junit.jupiter.api.Test;

/** The learning rate as a function of the position alone. */
class ScheduleTest {

  @Test
  void stepsAreCountedFromTheRunsFirst() {
    assertEquals(0, new Position(0, 0, 7).globalStep());
    assertEquals(3 * 7 + 2, new Position(3, 2, 7).globalStep());
    assertEquals(2_000_000_000L * 3, new Position(2_000_000_000, 0, 3).globalStep());
  }

  /** The rate times (t + 1) / W for t below W, over the ends of epochs; the decay counts on. */
  @Test
  void warmUpRaisesTheRateEvenly() {
    Schedule schedule = new Schedule.Warmup(4, new EpochDecay(0.5));
    double[] expected = {0.3 * 1 / 4, 0.3 * 2 / 4, 0.3 * 3 / 4, 0.15 * 4 / 4, 0.15, 0.15, 0.075};
    for (int t = 0; t < expected.length; t++) {
      assertEquals(expected[t], schedule.rate(0.3, new Position(t / 3, t % 3, 3)), "step " + t);
    }
    assertTrue(schedule.changesWithinEpoch());
  }

  /** Numerics, item 10: one multiplication for each epoch, which a power does not equal. */
  @Test
  void decayIsARepeatedMultiplication() {
    double rate = 0.003;
    boolean powerDiffers = false;
    for (int epoch = 0; epoch < 40; epoch++) {
      for (int step : new int[] {0, 1, 4}) {
        assertEquals(rate, new EpochDecay(0.9).rate(0.003, new Position(epoch, step, 5)));
      }
      powerDiffers |= rate != 0.003 * Math.pow(0.9, epoch);
      rate *= 0.9;
    }
    assertEquals(true, powerDiffers, "else the test could not tell them apart");
    assertFalse(new EpochDecay(0.9).changesWithinEpoch());
    assertNotEquals(rate, new EpochDecay(1).rate(0.003, new Position(40, 0, 5)));
  }
}
