package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.Split;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.nn.EveryWidth;
import dev.lanewise.nn.Widths;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.train.TrainingResult.Status;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that end before their time: divergence and interruption. */
class SolverEndingsTest {

  @AutoClose private final Workspace workspace = new Workspace();

  @EveryWidth
  void aHugeRateDivergesAndKeepsFiniteParameters(Kernels kernels) {
    NetSpec spec = NetSpec.twoLayer(Blobs.INPUTS, 8, Blobs.CLASSES).withWeightScale(0.5);
    TrainingConfig config =
        TrainingConfig.DEFAULT.withLearningRate(1e30).withBatchSize(16).withEpochs(5).withSeed(3);
    Classifier classifier =
        Classifier.untrained(
            Blobs.dataSet(workspace, 100),
            spec,
            Normalization.Kind.NONE,
            config,
            kernels,
            workspace);
    String before = WeightsDigest.of(classifier.net());
    TrainingResult result =
        classifier.fit(Blobs.dataSet(workspace, 100), config, TrainingListener.NONE);
    assertEquals(Status.DIVERGED, result.status());
    assertTrue(
        result.divergence().matches("epoch 1, step [2-7]: the loss is (NaN|Infinity)"),
        result.divergence());
    assertEquals(0, result.bestEpoch());
    assertEquals(0, result.epochs().size());
    assertEquals(Double.NaN, result.trainAccuracy());
    assertEquals(Double.NaN, result.samplesPerSecond());
    assertEquals(before, WeightsDigest.of(classifier.net()), "no better parameters than the first");
  }

  /** Step 3 of epoch 3 is the first that sees what step 2 has left. */
  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity"})
  void divergenceTellsEpochAndStepAndKeepsTheBest(float poison) {
    Script script = new Script(workspace, 2, 1, 0, 0).poisoned(3, 2, poison);
    TrainingResult result = script.run();
    assertEquals(Status.DIVERGED, result.status());
    assertTrue(
        result.divergence().matches("epoch 3, step 3: the loss is (NaN|Infinity)"),
        result.divergence());
    assertEquals(2, result.epochs().size());
    assertEquals(1, result.bestEpoch());
    assertEquals(1, script.epochOfTheNet());
    assertEquals(0.7, result.validationAccuracy());
    assertEquals(0.1, result.trainAccuracy());
    assertEquals(0.0, result.testAccuracy());
  }

  /** The update after an epoch's last loss can spoil the parameters that the epoch is judged by. */
  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity"})
  void divergenceInTheLastUpdateOfAnEpochIsFound(float poison) {
    for (boolean validation : new boolean[] {true, false}) {
      Script script =
          validation ? new Script(workspace, 1, 2) : Script.withoutValidation(workspace, 1, 2);
      script.poisoned(2, Script.STEPS, poison);
      TrainingResult result = script.run();
      assertEquals(Status.DIVERGED, result.status());
      assertTrue(result.divergence().startsWith("epoch 2, step 4: "), result.divergence());
      assertEquals(1, result.epochs().size());
      assertEquals(1, result.bestEpoch());
      assertEquals(1, script.epochOfTheNet());
    }
  }

  /** Sets the first values of W1, b1 and W2 to 1e30, that of b2 to 0. */
  private static final class Huge implements Optimizer.Custom {

    private int parameters;

    @Override
    public String name() {
      return "huge";
    }

    @Override
    public int factors() {
      return 0;
    }

    @Override
    public void setFactors(
        float[] factors, double learningRate, double reg, boolean decays, long step) {
      parameters++;
    }

    @Override
    public void update(
        float[] w, float[] gradient, float[][] slots, int from, int to, float[] factors) {
      w[0] = parameters == 4 ? 0 : 1e30f;
    }
  }

  /** Two finite weights of a net of two layers whose product is beyond float32. */
  @ParameterizedTest
  @ValueSource(strings = {"validation", "training"})
  void infiniteScoresOfFiniteParametersAreDivergence(String part) {
    NetSpec spec = NetSpec.twoLayer(1, 1, 2);
    FullyConnectedNet net = new FullyConnectedNet(spec, Widths.scalar(), workspace, 2);
    Split split = Split.of(workspace, new float[][] {{1}, {1}}, new int[] {0, 1});
    Split validation = part.equals("validation") ? split : split.none();
    DataSet data = DataSet.of("two", split, validation, split);
    Normalization none = Normalization.none(workspace, 1);
    TrainingConfig config =
        TrainingConfig.DEFAULT.withLearningRate(1).withBatchSize(2).withEpochs(1);
    TrainingResult result =
        new Solver(net, data, none, config.withOptimizer(new Huge()), workspace)
            .train(TrainingListener.NONE);
    assertEquals("epoch 1, step 1: the " + part + " loss is NaN", result.divergence());
    assertEquals(Status.DIVERGED, result.status());
    assertEquals(0f, net.params().get(0).value().get(0, 0));
  }

  /** Asks for an end after so many steps. */
  private static TrainingListener stopAfter(int steps) {
    return new TrainingListener() {
      private int seen;

      @Override
      public void stepDone(int epoch, int step, int of) {
        seen++;
      }

      @Override
      public boolean stopRequested() {
        return seen >= steps;
      }
    };
  }

  /** A stop that comes with the step that diverges, or after it. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void aStopDoesNotHideADivergence(int steps) {
    Script script = new Script(workspace, 2, 1).poisoned(1, 2, Float.NaN);
    TrainingResult result = script.run(script.config(0), stopAfter(steps));
    assertEquals(Status.DIVERGED, result.status());
    assertEquals("epoch 1, step 3: the loss is NaN", result.divergence());
    assertArrayEquals(new float[4], script.net.params().get(1).value().toArray(), "as at first");
  }

  @Test
  void interruptedInTheFirstEpochTheNetKeepsWhatItHasReached() {
    Script script = new Script(workspace, 2, 1);
    TrainingResult result = script.run(script.config(0), stopAfter(2));
    assertEquals(Status.INTERRUPTED, result.status());
    assertEquals(2, script.rates.size(), "it stops after the step");
    assertEquals(0, result.bestEpoch());
    assertEquals(0, result.epochs().size());
    assertEquals(1, script.epochOfTheNet());
    assertEquals(Double.NaN, result.validationAccuracy());
    assertEquals(Double.NaN, result.trainAccuracy());
    assertEquals(Double.NaN, result.testAccuracy());
  }

  @Test
  void interruptedLaterTheNetHasTheBestEpoch() {
    Script script = new Script(workspace, 0, 2, 1, 2);
    TrainingResult result = script.run(script.config(0), stopAfter(3 * Script.STEPS + 1));
    assertEquals(Status.INTERRUPTED, result.status());
    assertEquals(3 * Script.STEPS + 1, script.rates.size());
    assertEquals(3, result.epochs().size());
    assertEquals(2, result.bestEpoch());
    assertEquals(2, script.epochOfTheNet());
    assertEquals(0.7, result.validationAccuracy());
  }

  @Test
  void aListenerThatThrowsLeavesTheNetUsable() {
    Script script = new Script(workspace, 0, 2);
    TrainingListener faulty =
        new TrainingListener() {
          @Override
          public void epochDone(Epoch epoch) {
            throw new IllegalStateException("listener");
          }
        };
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> script.run(script.config(0), faulty));
    assertEquals("listener", e.getMessage());
    FullyConnectedNet net = script.net;
    assertArrayEquals(new float[] {1, 0, 0, 0}, net.params().get(1).value().toArray());
  }
}
