package dev.lanewise.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.NormalizationFit;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.Widths;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.search.TrialResult.Status;
import dev.lanewise.train.Blobs;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.ScheduleSettings;
import dev.lanewise.train.TrainingConfig;
import dev.lanewise.train.TrainingSettings;
import dev.lanewise.train.WeightsDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Successive halving: who goes on, and that each result is that of training so far alone. */
class HalvingTest {

  private static final int INPUTS = 20;
  private static final int CLASSES = 4;
  private static final int SAMPLES = 90;
  private static final long BUDGET = 1L << 30;
  private static final Normalization.Kind KIND = Normalization.Kind.CENTER;

  /** 24 trials in several groups, slow learners among them, that reach many accuracies. */
  private static SearchSpace space(int epochs) {
    return new SearchSpace()
        .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(6), List.of(17), List.of(5, 4))))
        .set(ScheduleSettings.LEARNING_RATE, Choice.logUniform(1e-4, 0.5))
        .set(ScheduleSettings.LR_DECAY, Choice.of(List.of(0.95)))
        .set(TrainingSettings.EPOCHS, Choice.of(List.of(epochs)))
        .set(NetSettings.REG, Choice.of(List.of(0.0, 0.01)))
        .set(TrainingSettings.BATCH_SIZE, Choice.of(List.of(16, 30)))
        .set(NetSettings.LOSS, Choice.of(List.of(new SoftmaxCrossEntropy(), new MulticlassHinge())))
        .set(NetSettings.WEIGHT_SCALE, Choice.of(List.of(0.05)))
        .set(TrainingSettings.SEED, Choice.of(List.of(3L, 4L)));
  }

  private static List<Trial> trials(SearchSpace space, int count) {
    return space.random(count, 2, INPUTS, CLASSES);
  }

  /**
   * A ninth first, three times as many in turn, all in the end: where the documented rule is one.
   */
  @Test
  void rungs() {
    assertEquals(List.of(1), Halving.rungs(1));
    assertEquals(List.of(1, 3), Halving.rungs(3));
    assertEquals(List.of(1, 3, 9), Halving.rungs(9));
    assertEquals(List.of(1, 3, 10), Halving.rungs(10));
    assertEquals(List.of(3, 9, 27), Halving.rungs(27));
    assertEquals(List.of(9, 27, 81), Halving.rungs(81));
    assertEquals(List.of(11, 33, 100), Halving.rungs(100));
  }

  @Test
  void rungsOfAnyNumberOfEpochs() {
    for (int epochs = 1; epochs <= 1000; epochs++) {
      List<Integer> rungs = Halving.rungs(epochs);
      String what = epochs + " epochs: " + rungs;
      assertEquals(Math.max(1, epochs / 9), rungs.getFirst(), what);
      assertEquals(epochs, rungs.getLast(), what);
      for (int i = 1; i < rungs.size() - 1; i++) {
        assertEquals(3 * rungs.get(i - 1), rungs.get(i), what);
      }
    }
    assertEquals(Integer.MAX_VALUE, Halving.rungs(Integer.MAX_VALUE).getLast());
  }

  /** Every result, those of the dropped too, on one thread and more, together and not. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyTrialEndsAsItDoesAlone(int threads) {
    try (Parallel parallel = new Parallel(threads);
        Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      Kernels kernels = Widths.kernels(128, parallel);
      List<Trial> trials = trials(space(10), 24);
      List<TrialResult> expected =
          Alone.halved(trials, List.of(1, 3, 10), trial -> Alone.train(trial, data, KIND, kernels));
      assertTrue(
          expected.stream().map(TrialResult::validationAccuracy).distinct().count() > 5,
          "all alike: " + expected);
      assertEquals(Map.of(1, 16L, 3, 5L, 10, 3L), byEpochs(expected));
      for (boolean fuse : new boolean[] {true, false}) {
        Search search = halving(data, kernels, workspace).fuse(fuse);
        assertTrue(search.run(trials, SearchListener.NONE));
        assertEquals(expected, search.results());
        TrialResult best = expected.stream().min(Alone.RANKING).orElseThrow();
        assertEquals(best, search.best().orElseThrow());
        assertEquals(best.witness(), WeightsDigest.of(search.bestClassifier(workspace).net()));
      }
    }
  }

  private static Map<Integer, Long> byEpochs(List<TrialResult> results) {
    Map<Integer, Long> counts = new TreeMap<>();
    results.forEach(result -> counts.merge(result.trial().config().epochs(), 1L, Long::sum));
    return counts;
  }

  private static Search halving(DataSet data, Kernels kernels, Workspace workspace) {
    Normalization normalization = NormalizationFit.of(KIND, data.train().samples(), workspace);
    return new Search(data, normalization, kernels, BUDGET).halving(true);
  }

  /** A third rounded up of what is left goes on, from one trial to a few. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 10})
  void thirdsAreRoundedUp(int count) {
    try (Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      Search search = halving(data, Widths.scalar(), workspace);
      List<Trial> trials =
          trials(space(9).set(NetSettings.HIDDEN, Choice.of(List.of(List.of(6)))), count);
      assertTrue(search.run(trials, SearchListener.NONE));
      int second = (count + 2) / 3;
      int third = (second + 2) / 3;
      Map<Integer, Long> expected = new TreeMap<>(Map.of(9, (long) third));
      expected.merge(3, (long) second - third, Long::sum);
      expected.merge(1, (long) count - second, Long::sum);
      expected.values().removeIf(n -> n == 0);
      assertEquals(expected, byEpochs(search.results()));
    }
  }

  /** Trials that stopped early stay where they stopped, and are ranked by it. */
  @Test
  void earlyStopping() {
    try (Parallel parallel = new Parallel(2);
        Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      Kernels kernels = Widths.kernels(128, parallel);
      List<Trial> trials = trials(space(27).set(TrainingSettings.EARLY_STOPPING, 2), 20);
      List<TrialResult> expected =
          Alone.halved(trials, List.of(3, 9, 27), trial -> Alone.train(trial, data, KIND, kernels));
      assertTrue(
          expected.stream().anyMatch(r -> r.trial().config().epochs() > 3 && r.bestEpoch() == 1),
          "none stopped early: " + expected);
      for (boolean fuse : new boolean[] {true, false}) {
        Search search = halving(data, kernels, workspace).fuse(fuse);
        assertTrue(search.run(trials, SearchListener.NONE));
        assertEquals(expected, search.results());
      }
    }
  }

  /** Diverged trials never go on, not even where a third would have room for them. */
  @Test
  void divergedTrialsEndWhereTheyDiverge() {
    try (Parallel parallel = new Parallel(2);
        Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      Kernels kernels = Widths.kernels(128, parallel);
      SearchSpace space =
          space(9).set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(1e-3, 1e30, 1e29, 1e28)));
      List<Trial> trials = trials(space, 16);
      List<TrialResult> expected =
          Alone.halved(trials, List.of(1, 3, 9), trial -> Alone.train(trial, data, KIND, kernels));
      Search search = halving(data, kernels, workspace);
      assertTrue(search.run(trials, SearchListener.NONE));
      assertEquals(expected, search.results());
      assertTrue(byEpochs(expected).get(1) > 16 - 6, "too few diverge: " + expected);
      assertEquals(Status.DONE, search.best().orElseThrow().status());
    }
  }

  @Test
  void allDiverged() {
    try (Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      List<Trial> trials =
          trials(
              space(9).set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(1e30, 1e29, 1e28))),
              9);
      Search search = halving(data, Widths.scalar(), workspace);
      assertTrue(search.run(trials, SearchListener.NONE));
      assertEquals(9, search.results().size());
      for (TrialResult result : search.results()) {
        assertEquals(Status.DIVERGED, result.status());
        assertEquals(1, result.trial().config().epochs());
      }
      assertTrue(search.best().isEmpty());
      assertFalse(search.hasBestModel());
    }
  }

  @Test
  void differentEpochsAreRefused() {
    try (Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      SearchSpace space = space(9).set(TrainingSettings.EPOCHS, Choice.of(List.of(9, 3)));
      List<Trial> trials = space.random(8, 0, INPUTS, CLASSES);
      Search search = halving(data, Widths.scalar(), workspace);
      assertThrows(IllegalArgumentException.class, () -> search.run(trials, SearchListener.NONE));
    }
  }

  /** A result is told when the trial is out, the survivors' after those that dropped before. */
  @Test
  void resultsAreToldRungByRung() {
    try (Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      Search search = halving(data, Widths.scalar(), workspace);
      List<TrialResult> told = new ArrayList<>();
      search.run(
          trials(space(9), 12),
          new SearchListener() {
            @Override
            public void trialDone(TrialResult result, boolean best) {
              told.add(result);
              assertEquals(best, search.best().orElseThrow().equals(result));
            }
          });
      assertEquals(12, told.size());
      assertEquals(12, told.stream().map(result -> result.trial().number()).distinct().count());
      List<Integer> epochs = told.stream().map(r -> r.trial().config().epochs()).toList();
      assertEquals(epochs.stream().sorted().toList(), epochs);
    }
  }

  /** A trial that goes on goes on from where it stands: every trial trains its epochs once. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noEpochIsTrainedTwice(boolean fuse) {
    try (Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      Search search = halving(data, Widths.scalar(), workspace).fuse(fuse);
      AtomicInteger trained = new AtomicInteger();
      search.run(
          trials(space(9), 12),
          new SearchListener() {
            @Override
            public void stepDone(int together, int epoch, int epochs, int step, int steps) {
              trained.addAndGet(together);
            }
          });
      int expected = 0;
      for (TrialResult result : search.results()) {
        TrainingConfig config = result.trial().config();
        expected += config.epochs() * Math.ceilDiv(SAMPLES, config.batchSize());
      }
      assertEquals(expected, trained.get());
    }
  }

  /**
   * Whenever it is stopped, in any rung: the parameters are those that the best result tells of.
   */
  @Test
  void aStoppedSearchHasTheModelItTellsOf() {
    try (Parallel parallel = new Parallel(2);
        Workspace workspace = new Workspace()) {
      DataSet data = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
      Kernels kernels = Widths.kernels(128, parallel);
      List<Trial> trials =
          trials(space(9).set(ScheduleSettings.LEARNING_RATE, Choice.logUniform(0.003, 0.03)), 8);
      int interrupted = 0;
      for (int moments = 1; moments < 400; moments += 3) {
        Search search = halving(data, kernels, workspace);
        AtomicInteger left = new AtomicInteger(moments);
        search.run(
            trials,
            new SearchListener() {
              @Override
              public boolean stopRequested() {
                return left.decrementAndGet() < 0;
              }
            });
        if (search.best().isPresent()) {
          TrialResult best = search.best().orElseThrow();
          interrupted += best.status() == Status.INTERRUPTED ? 1 : 0;
          assertEquals(best.witness(), WeightsDigest.of(search.bestClassifier(workspace).net()));
        }
      }
      assertTrue(interrupted > 10, interrupted + " stopped while the best was in work");
    }
  }
}
