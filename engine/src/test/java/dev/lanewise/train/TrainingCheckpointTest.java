package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataSet;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.nn.Widths;
import dev.lanewise.optim.Cosine;
import dev.lanewise.optim.EpochDecay;
import dev.lanewise.optim.Momentum;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.Plateau;
import dev.lanewise.optim.Schedule;
import dev.lanewise.optim.StepDecay;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.TrainingResult.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that goes on from a file ends with the bits and the figures of one that never stopped. */
class TrainingCheckpointTest {

  private static final int EPOCHS = 6;
  private static final long BUDGET = 1L << 30;
  private static final Duration EVERY_EPOCH = Duration.ZERO;
  private static final TrainingConfig BASE =
      TrainingConfig.DEFAULT.withLearningRate(0.01).withBatchSize(8).withEpochs(EPOCHS).withSeed(3);

  @TempDir private Path temp;
  private Path file = Path.of("");
  private final Parallel parallel = new Parallel(1);
  private final Workspace workspace = new Workspace();
  private final DataSet data = Blobs.dataSet(workspace, 50);
  private final Kernels kernels = Widths.kernels(128, parallel);

  /** How a run ended. */
  private record Ending(TrainingResult result, String weights) {

    /** What must not depend on how often a run was stopped: all but the clock's. */
    List<Object> figures() {
      List<Object> figures = new ArrayList<>(List.of(weights, result.status()));
      figures.addAll(
          List.of(
              result.bestEpoch(),
              result.trainAccuracy(),
              result.validationAccuracy(),
              result.testAccuracy()));
      for (Epoch e : result.epochs()) {
        figures.add(
            new Epoch(
                e.epoch(),
                e.loss(),
                e.trainAccuracy(),
                e.validationAccuracy(),
                e.validationLoss(),
                e.learningRate(),
                0,
                0));
      }
      return figures;
    }
  }

  /** Writes checkpoints, and stops in the middle of an epoch. */
  private static final class Stopping implements TrainingListener {

    private final CheckpointWriter writer;
    private final int epochs;
    private boolean stop;

    Stopping(CheckpointWriter writer, int epochs) {
      this.writer = writer;
      this.epochs = epochs;
    }

    @Override
    public void reached(Supplier<TrainingProgress> progress) {
      try {
        writer.reached(progress);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void stepDone(int epoch, int step, int steps) {
      stop = epoch == epochs + 1 && step == 3;
    }

    @Override
    public boolean stopRequested() {
      return stop;
    }
  }

  @BeforeEach
  void name() {
    file = temp.resolve("run.checkpoint");
  }

  @AfterEach
  void close() {
    workspace.close();
    parallel.close();
  }

  private NetSpec spec() {
    return NetSpec.twoLayer(data.inputs(), 7, data.classes()).withWeightScale(0.1).withReg(0.01);
  }

  private Classifier untrained(TrainingConfig config) {
    return Classifier.untrained(
        data, spec(), Normalization.Kind.STANDARDIZE, config, kernels, workspace);
  }

  private Ending straight(TrainingConfig config) {
    Classifier classifier = untrained(config);
    TrainingResult result = classifier.fit(data, config, TrainingListener.NONE);
    return new Ending(result, WeightsDigest.of(classifier.net()));
  }

  /** Stops within the epoch that follows the given number of epochs, and leaves a checkpoint. */
  private TrainingResult stop(TrainingConfig config, int epochs, Duration interval)
      throws IOException {
    Classifier classifier = untrained(config);
    CheckpointWriter writer =
        new CheckpointWriter(file, classifier, config, Map.of("of", "the test"), interval);
    TrainingResult result = classifier.fit(data, config, new Stopping(writer, epochs));
    writer.finish();
    return result;
  }

  private Ending resume(TrainingPlan formulas, int epochs) throws IOException {
    TrainingCheckpoint saved = TrainingCheckpoint.read(file, BUDGET, formulas);
    assertEquals(Map.of("of", "the test"), saved.configuration());
    Classifier classifier = saved.classifier(kernels, workspace);
    TrainingConfig config = saved.plan().config().withEpochs(epochs);
    TrainingResult result =
        classifier.fit(data, config, TrainingListener.NONE, Optional.of(saved.progress()));
    return new Ending(result, WeightsDigest.of(classifier.net()));
  }

  private Ending resume() throws IOException {
    return resume(TrainingPlan.standard(1, 1), EPOCHS);
  }

  static Stream<TrainingConfig> everyOptimizerAndSchedule() {
    // Those with numbers change the rate within six epochs.
    List<Schedule> schedules = new ArrayList<>(Schedule.all());
    schedules.addAll(List.of(new EpochDecay(0.7), new StepDecay(2, 0.5), new Plateau(0.5, 0)));
    return Optimizer.all().stream()
        .flatMap(optimizer ->
            schedules.stream()
                .map(schedule -> BASE.withOptimizer(optimizer).withSchedule(schedule)));
  }

  @ParameterizedTest
  @MethodSource("everyOptimizerAndSchedule")
  void resumedIsStraight(TrainingConfig config) throws IOException {
    assertEquals(Status.INTERRUPTED, stop(config, 3, EVERY_EPOCH).status());
    assertEquals(straight(config).figures(), resume().figures());
  }

  /** The next epoch has moved the parameters when what was kept is written. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void whatWasNotWrittenIsKept(int epochs) throws IOException {
    TrainingConfig config = BASE.withOptimizer(new Momentum(0.9)).withMonitor(Monitor.LOSS);
    stop(config, epochs, Duration.ofDays(1));
    assertEquals(epochs, TrainingCheckpoint.read(file, BUDGET).progress().epochs().size());
    assertEquals(straight(config).figures(), resume().figures());
  }

  /** The best epoch is neither the first, for which memory is allocated, nor the last. */
  @Test
  void theBestEpochIsKept() throws IOException {
    int between = 0;
    for (long seed = 0; seed < 10; seed++) {
      TrainingConfig config = BASE.withSeed(seed);
      int best = stop(config, 5, Duration.ofDays(1)).bestEpoch();
      between += best > 1 && best < 5 ? 1 : 0;
      assertEquals(straight(config).figures(), resume().figures());
    }
    assertTrue(between > 0, "no such run");
  }

  @Test
  void nothingIsWrittenBeforeTheFirstEpochsEnd() throws IOException {
    stop(BASE, 0, EVERY_EPOCH);
    assertFalse(Files.exists(file));
  }

  @Test
  void anIntervalIsWaitedFor() throws IOException {
    Classifier classifier = untrained(BASE);
    CheckpointWriter writer =
        new CheckpointWriter(file, classifier, BASE, Map.of(), Duration.ofDays(1));
    classifier.fit(data, BASE, new Stopping(writer, EPOCHS));
    assertFalse(Files.exists(file));
    writer.finish();
    assertTrue(TrainingCheckpoint.read(file, BUDGET).isDone());
  }

  @Test
  void aRunThatStoppedEarlyStaysDone() throws IOException {
    TrainingConfig config = BASE.withEpochs(40).withEarlyStopping(2).withLearningRate(0.05);
    Ending straight = straight(config);
    int last = straight.result().epochs().size();
    assertTrue(last > 2 && last < 40, "stopped after " + last);
    stop(config, last - 1, EVERY_EPOCH);
    assertFalse(TrainingCheckpoint.read(file, BUDGET).isDone());
    assertEquals(straight.figures(), resume(TrainingPlan.standard(1, 1), 40).figures());
    stop(config, 40, EVERY_EPOCH);
    assertTrue(TrainingCheckpoint.read(file, BUDGET).isDone());
    assertEquals(straight.figures(), resume(TrainingPlan.standard(1, 1), 40).figures());
  }

  @Test
  void aRunThatIsDoneIsEvaluatedOnly() throws IOException {
    stop(BASE, EPOCHS, EVERY_EPOCH);
    TrainingCheckpoint saved = TrainingCheckpoint.read(file, BUDGET);
    assertTrue(saved.isDone());
    TrainingListener never =
        new TrainingListener() {
          @Override
          public void stepDone(int epoch, int step, int steps) {
            throw new AssertionError("it trains");
          }
        };
    Classifier classifier = saved.classifier(kernels, workspace);
    TrainingResult result = classifier.fit(data, BASE, never, Optional.of(saved.progress()));
    assertEquals(
        straight(BASE).figures(), new Ending(result, WeightsDigest.of(classifier.net())).figures());
  }

  /** The horizon of the schedule is that of the run as it began. */
  @Test
  void moreEpochsWithinTheHorizon() throws IOException {
    TrainingConfig config = BASE.withSchedule(new Cosine()).withScheduleEpochs(9).withEpochs(4);
    stop(config, 4, EVERY_EPOCH);
    assertEquals(
        straight(config.withEpochs(8)).figures(), resume(TrainingPlan.standard(1, 1), 8).figures());
  }

  /** An optimizer of an embedder, with a slot. */
  private record Own(Momentum inner) implements Optimizer.Custom {

    @Override
    public String name() {
      return "own momentum 0.9";
    }

    @Override
    public List<String> slots() {
      return inner.slots();
    }

    @Override
    public int factors() {
      return inner.factors();
    }

    @Override
    public void setFactors(
        float[] factors, double learningRate, double reg, boolean decays, long step) {
      inner.setFactors(factors, learningRate, reg, decays, step);
    }

    @Override
    public void update(
        float[] w, float[] gradient, float[][] slots, int from, int to, float[] factors) {
      inner.update(w, gradient, slots, from, to, factors);
    }
  }

  @Test
  void aFormulaOfAnEmbedder() throws IOException {
    TrainingConfig config = BASE.withOptimizer(new Own(new Momentum(0.9)));
    stop(config, 3, EVERY_EPOCH);
    TrainingPlan formulas = new TrainingPlan(spec(), config);
    assertEquals(straight(config).figures(), resume(formulas, EPOCHS).figures());
    assertThrows(IOException.class, this::resume);
  }

  @Test
  void aStateOfAnotherRunIsRefused() throws IOException {
    stop(BASE, 3, EVERY_EPOCH);
    TrainingCheckpoint saved = TrainingCheckpoint.read(file, BUDGET);
    Classifier classifier = untrained(BASE);
    for (TrainingConfig config :
        List.of(BASE.withEpochs(2), BASE.withOptimizer(new Momentum(0.9)))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> classifier.fit(data, config, TrainingListener.NONE, Optional.of(saved.progress())));
    }
  }
}
