package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.Sampling;
import dev.lanewise.memory.Workspace;
import dev.lanewise.optim.EpochDecay;
import dev.lanewise.train.TrainingResult.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The semantics of cs231n's Solver, and where this one differs, on runs of known accuracies. */
class SolverTest {

  @AutoClose private final Workspace workspace = new Workspace();

  /** Accuracies of the epochs: 0.1, 0.7, 0.2, 0.7. */
  @Test
  void theFirstEpochWithTheHighestValidationAccuracyIsBest() {
    Script script = new Script(workspace, 0, 2, 1, 2);
    TrainingResult result = script.run();
    assertEquals(Status.DONE, result.status());
    assertEquals("", result.divergence());
    assertEquals(
        List.of(0.1, 0.7, 0.2, 0.7),
        result.epochs().stream().map(Epoch::validationAccuracy).toList());
    assertEquals(
        List.of(0.1, 0.1, 0.1, 0.1), result.epochs().stream().map(Epoch::trainAccuracy).toList());
    assertEquals(List.of(1, 2, 3, 4), result.epochs().stream().map(Epoch::epoch).toList());
    assertEquals(2, result.bestEpoch());
    assertEquals(2, script.epochOfTheNet(), "the net ends with the best epoch's parameters");
    assertEquals(0.7, result.validationAccuracy());
    assertEquals(0.1, result.trainAccuracy());
    assertEquals(0.0, result.testAccuracy());
  }

  @Test
  void finalAccuraciesAreOfTheBestEpochAndNotOfTheLast() {
    TrainingResult result = new Script(workspace, 1, 3).run();
    assertEquals(1, result.bestEpoch());
    assertEquals(0.2, result.validationAccuracy());
    assertEquals(0.1, result.trainAccuracy(), "class 3 would have 0.7");
    assertEquals(0.25, result.testAccuracy(), "class 3 would have 0.75");
  }

  /** The course's Solver starts with a best accuracy of 0 and would lose all weights here. */
  @Test
  void noRightValidationSampleInAnyEpochDoesNotLoseTheWeights() {
    Script script = new Script(workspace, 3, 3, 3);
    TrainingResult result = script.run();
    assertEquals(1, result.bestEpoch());
    assertEquals(1, script.epochOfTheNet());
    assertEquals(0.0, result.validationAccuracy());
    assertEquals(0.75, result.testAccuracy());
  }

  @Test
  void withoutAValidationPartTheLastEpochIsBestAndItsAccuracyNaN() {
    Script script = Script.withoutValidation(workspace, 3, 0, 1);
    TrainingResult result = script.run(script.config(1), TrainingListener.NONE);
    assertEquals(3, result.epochs().size(), "nothing to stop early by");
    assertEquals(3, result.bestEpoch());
    assertEquals(3, script.epochOfTheNet());
    assertEquals(Double.NaN, result.validationAccuracy());
    assertEquals(Double.NaN, result.epochs().getLast().validationAccuracy());
    assertEquals(Double.NaN, result.epochs().getLast().validationLoss());
    assertEquals(0.25, result.testAccuracy());
  }

  /** Accuracies 0.2, 0.7, 0.7, 0.1, 0.7: no epoch after the second is better than it. */
  @ParameterizedTest
  @CsvSource({"0, 5", "1, 3", "2, 4", "3, 5", "4, 5"})
  void earlyStoppingCountsEpochsThatAreNotBetter(int patience, int epochs) {
    Script script = new Script(workspace, 1, 2, 2, 0, 2);
    TrainingResult result = script.run(script.config(patience), TrainingListener.NONE);
    assertEquals(epochs, result.epochs().size());
    assertEquals(Status.DONE, result.status());
    assertEquals(2, result.bestEpoch());
    assertEquals(2, script.epochOfTheNet());
  }

  @Test
  void theRateDecaysByOneMultiplicationAfterEachEpoch() {
    Script script = new Script(workspace, 0, 0, 0, 0);
    TrainingConfig config =
        TrainingConfig.DEFAULT
            .withLearningRate(0.3)
            .withSchedule(new EpochDecay(0.7))
            .withBatchSize(Script.BATCH)
            .withEpochs(4);
    TrainingResult result = script.run(config, TrainingListener.NONE);
    double rate = 0.3;
    for (int e = 0; e < 4; e++) {
      assertEquals(rate, result.epochs().get(e).learningRate());
      for (int s = 0; s < Script.STEPS; s++) {
        assertEquals(rate, script.rates.get(e * Script.STEPS + s), "epoch " + e + ", step " + s);
      }
      rate *= 0.7;
    }
    assertEquals(4 * Script.STEPS, script.rates.size());
  }

  /** The plain step is given the rate of each step; an epoch tells that of its last one. */
  @Test
  void theRateRisesOverTheWarmUp() {
    int steps = Script.STEPS + 2;
    Script script = new Script(workspace, 0, 0, 0);
    TrainingConfig config =
        TrainingConfig.DEFAULT
            .withLearningRate(0.3)
            .withSchedule(new EpochDecay(0.7))
            .withBatchSize(Script.BATCH)
            .withEpochs(3)
            .withWarmupSteps(steps);
    TrainingResult result = script.run(config, TrainingListener.NONE);
    assertEquals(3 * Script.STEPS, script.rates.size());
    double rate = 0.3;
    for (int e = 0; e < 3; e++) {
      for (int s = 0; s < Script.STEPS; s++) {
        int t = e * Script.STEPS + s;
        assertEquals(t < steps ? rate * (t + 1) / steps : rate, script.rates.get(t), "step " + t);
      }
      double last = script.rates.get((e + 1) * Script.STEPS - 1);
      assertEquals(last, result.epochs().get(e).learningRate());
      rate *= 0.7;
    }
  }

  @ParameterizedTest
  @CsvSource({"SHUFFLE, 3, 4", "REPLACEMENT, 3, 3", "SHUFFLE, 10, 1", "REPLACEMENT, 6, 1"})
  void stepsOfAnEpoch(Sampling sampling, int batch, int steps) {
    List<String> heard = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepDone(int epoch, int step, int of) {
            heard.add(epoch + ": " + step + "/" + of);
          }

          @Override
          public void epochDone(Epoch epoch) {
            heard.add("epoch " + epoch.epoch());
          }
        };
    Script script = new Script(workspace, 0, 0, 0, 0, 0, 0, 0, 0);
    script.run(
        TrainingConfig.DEFAULT
            .withLearningRate(1)
            .withBatchSize(batch)
            .withEpochs(2)
            .withSampling(sampling),
        listener);
    List<String> expected = new ArrayList<>();
    for (int epoch = 1; epoch <= 2; epoch++) {
      for (int step = 1; step <= steps; step++) {
        expected.add(epoch + ": " + step + "/" + steps);
      }
      expected.add("epoch " + epoch);
    }
    assertEquals(expected, heard);
  }

  @Test
  void speedCountsTheSamplesOfTrainingSteps() {
    TrainingResult result = new Script(workspace, 0, 0, 0).run();
    double seconds = 0;
    for (Epoch epoch : result.epochs()) {
      assertEquals(10, epoch.samplesPerSecond() * epoch.seconds(), 1e-6);
      seconds += epoch.seconds();
    }
    assertEquals(30 / seconds, result.samplesPerSecond(), 1e-6 * result.samplesPerSecond());
  }

  @Test
  void aBatchLargerThanTheTrainingSplitIsRejected() {
    Script script = new Script(workspace, 0);
    TrainingConfig config = TrainingConfig.DEFAULT.withBatchSize(11);
    assertThrows(IllegalArgumentException.class, () -> script.run(config, TrainingListener.NONE));
  }

  @Test
  void theCoursesDefaults() {
    TrainingConfig config = TrainingConfig.DEFAULT;
    assertEquals(1e-3, config.learningRate());
    assertEquals(new EpochDecay(1), config.schedule());
    assertEquals(100, config.batchSize());
    assertEquals(10, config.epochs());
    assertEquals(Sampling.SHUFFLE, config.sampling());
    assertEquals(0, config.earlyStopping());
    assertEquals(0, config.seed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"learning rate", "lr decay", "batch size", "epochs", "early stopping"})
  void aConfigurationNamesTheValueThatIsOutOfRange(String value) {
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      int count = bad == -1 ? -1 : 0;
      int patience = Math.min(count, -1);
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  TrainingConfig.DEFAULT
                      .withLearningRate(value.equals("learning rate") ? bad : 1)
                      .withSchedule(new EpochDecay(value.equals("lr decay") ? bad : 1))
                      .withBatchSize(value.equals("batch size") ? count : 1)
                      .withEpochs(value.equals("epochs") ? count : 1)
                      .withEarlyStopping(value.equals("early stopping") ? patience : 0));
      assertTrue(e.getMessage().startsWith(value + " must be "), e.getMessage());
    }
  }
}
