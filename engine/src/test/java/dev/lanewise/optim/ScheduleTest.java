package dev.lanewise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.optim.Schedule.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The learning rate as a function of the position alone. */
class ScheduleTest {

  /** A step of a run whose schedule has {@code horizon} epochs. */
  private static Position at(int epoch, int step, int steps, int horizon) {
    return new Position(epoch, step, steps, horizon, 0, List.of());
  }

  private static Position at(int epoch, int step, int steps) {
    return at(epoch, step, steps, 10);
  }

  @Test
  void stepsAreCountedFromTheRunsFirst() {
    assertEquals(0, at(0, 0, 7).globalStep());
    assertEquals(3 * 7 + 2, at(3, 2, 7).globalStep());
    assertEquals(2_000_000_000L * 3, at(2_000_000_000, 0, 3).globalStep());
  }

  /** Numerics, item 10: one multiplication for each epoch, which a power does not equal. */
  @Test
  void decayIsARepeatedMultiplication() {
    double rate = 0.003;
    boolean powerDiffers = false;
    for (int epoch = 0; epoch < 40; epoch++) {
      for (int step : new int[] {0, 1, 4}) {
        assertEquals(rate, new EpochDecay(0.9).rate(0.003, at(epoch, step, 5)));
      }
      powerDiffers |= rate != 0.003 * Math.pow(0.9, epoch);
      rate *= 0.9;
    }
    assertEquals(true, powerDiffers, "else the test could not tell them apart");
    assertFalse(new EpochDecay(0.9).changesWithinEpoch());
    assertNotEquals(rate, new EpochDecay(1).rate(0.003, at(40, 0, 5)));
  }

  @Test
  void stepDecayFollowsItsPower() {
    double[] expected = {1, 1, 1, 0.1, 0.1, 0.1, 0.01};
    for (int epoch = 0; epoch < expected.length; epoch++) {
      assertEquals(expected[epoch], new StepDecay(3, 0.1).rate(1, at(epoch, 4, 5)), 1e-17);
    }
  }

  /** From the whole rate at step 0 over a half in the middle to 0 from the end on. */
  @Test
  void cosineFallsToZeroAndStays() {
    Schedule cosine = new Cosine();
    assertEquals(0.3, cosine.rate(0.3, at(0, 0, 5, 4)));
    assertEquals(0.15, cosine.rate(0.3, at(2, 0, 5, 4)), 1e-16);
    assertEquals(
        0.3 * (1 + Math.cos(Math.PI * 19 / 20)) / 2, cosine.rate(0.3, at(3, 4, 5, 4)), 1e-17);
    assertEquals(0, cosine.rate(0.3, at(4, 0, 5, 4)));
    assertEquals(0, cosine.rate(0.3, at(9, 3, 5, 4)));
  }

  /** Behind the warm-up, over the steps that it leaves. */
  @Test
  void cosineBeginsBehindTheWarmUp() {
    for (int t = 0; t < 20; t++) {
      Position warm = new Position(t / 5, t % 5, 5, 4, 8, List.of());
      double expected = t <= 8 ? 1 : (1 + Math.cos(Math.PI * (t - 8) / 12)) / 2;
      assertEquals(expected, new Cosine().rate(1, warm), 1e-15, "step " + t);
    }
    assertEquals(1, new Cosine().rate(1, new Position(0, 0, 5, 4, 30, List.of())));
  }

  /** PyTorch's sequence of ten steps, docs of OneCycleLR with cosine annealing in two phases. */
  @Test
  void oneCycleIsPyTorchs() {
    double[] expected = {
      0.04, 0.52, 1, 0.950485, 0.811746, 0.611262, 0.388742, 0.188258, 0.0495194, 4e-06
    };
    for (int t = 0; t < expected.length; t++) {
      double rate = new OneCycle().rate(1, at(t / 5, t % 5, 5, 2));
      assertEquals(expected[t], rate, 6e-7, "step " + t);
    }
    assertEquals(4e-6, new OneCycle().rate(1, at(7, 0, 5, 2)), 1e-12, "it stays");
    for (int horizon = 1; horizon < 5; horizon++) {
      for (int t = 0; t < horizon; t++) {
        double rate = new OneCycle().rate(1, at(t, 0, 1, horizon));
        assertTrue(rate > 0 && rate <= 1, horizon + " steps, step " + t + ": " + rate);
      }
    }
  }

  /** The rate falls after more bad epochs in a row than the patience, and the count begins anew. */
  @Test
  void plateauCountsAsPyTorch() {
    List<Double> scores = new ArrayList<>();
    double[] accuracies = {0.5, 0.6, 0.6, 0.60005, 0.59, 0.61, 0.61, 0.61, 0.61, 0.61, 0.61, 0.61};
    double[] expected = {1, 1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.001};
    for (int epoch = 0; epoch < expected.length; epoch++) {
      Position position = new Position(epoch, 0, 5, 10, 0, List.copyOf(scores));
      assertEquals(expected[epoch], new Plateau(0.1, 2).rate(1, position), 1e-15, "" + epoch);
      if (epoch < accuracies.length) {
        scores.add(accuracies[epoch]);
      }
    }
  }

  /** Of losses, which are scores with a minus, a 10,000th less is an improvement too. */
  @Test
  void plateauOfLosses() {
    Schedule plateau = new Plateau(0.5, 0);
    assertEquals(1, plateau.rate(1, new Position(2, 0, 5, 9, 0, List.of(-2.0, -1.9))));
    assertEquals(0.5, plateau.rate(1, new Position(2, 0, 5, 9, 0, List.of(-2.0, -1.9999))));
    assertEquals(0.5, plateau.rate(1, new Position(2, 0, 5, 9, 0, List.of(-2.0, -2.1))));
    double none = Double.NaN;
    assertEquals(1, plateau.rate(1, new Position(3, 0, 5, 9, 0, List.of(none, none, none))));
    assertEquals(1e-8, plateau.rate(1e-8, new Position(2, 0, 5, 9, 0, List.of(-2.0, -2.1))));
  }
}
