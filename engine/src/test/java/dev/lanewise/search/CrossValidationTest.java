package dev.lanewise.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.Folds;
import dev.lanewise.data.NormalizationFit;
import dev.lanewise.data.Split;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.Widths;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.search.TrialResult.Status;
import dev.lanewise.train.Blobs;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.ScheduleSettings;
import dev.lanewise.train.TrainingListener;
import dev.lanewise.train.TrainingSettings;
import dev.lanewise.train.WeightsDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranking by folds: each fold is the training run on its rows, the model that on all rows. */
class CrossValidationTest {

  private static final int INPUTS = 20;
  private static final int CLASSES = 4;
  private static final int SAMPLES = 47; // of each part
  private static final int FOLDS = 3;
  private static final long BUDGET = 1L << 30;
  private static final double ROUNDING = 1e-12; // of a mean of a few numbers below 1
  private static final Normalization.Kind KIND = Normalization.Kind.STANDARDIZE;

  private static SearchSpace space() {
    return new SearchSpace()
        .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(6), List.of(13), List.of(5, 4))))
        .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.003, 0.05)))
        .set(ScheduleSettings.LR_DECAY, Choice.of(List.of(0.9)))
        .set(TrainingSettings.EPOCHS, Choice.of(List.of(2, 5)))
        .set(NetSettings.REG, Choice.of(List.of(0.01)))
        .set(TrainingSettings.BATCH_SIZE, Choice.of(List.of(10, 16)))
        .set(NetSettings.LOSS, Choice.of(List.of(new MulticlassHinge())))
        .set(NetSettings.WEIGHT_SCALE, Choice.of(List.of(0.05)))
        .set(TrainingSettings.SEED, Choice.of(List.of(3L)));
  }

  /** Four times as far in the last rows: each fold has a mean and deviation of its own. */
  private static DataSet data(Workspace workspace) {
    DataSet blobs = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
    float[][] far = new float[SAMPLES][INPUTS];
    Split near = blobs.validation();
    for (int i = 0; i < SAMPLES; i++) {
      for (int j = 0; j < INPUTS; j++) {
        far[i][j] = 4 * ((Matrix) near.samples()).get(i, j) + j;
      }
    }
    Split validation = Split.of(workspace, far, near.labels().toArray());
    return new DataSet("blobs", blobs.train(), validation, blobs.test(), blobs.classNames());
  }

  private static Search search(DataSet data, Folds folds, Kernels kernels, Workspace workspace) {
    Normalization normalization = NormalizationFit.of(KIND, data.train().samples(), workspace);
    return new Search(data, normalization, kernels, BUDGET).folds(folds);
  }

  private static void assertIsOf(List<TrialResult> folds, TrialResult result) {
    List<Double> accuracies = folds.stream().map(TrialResult::validationAccuracy).toList();
    assertEquals(accuracies, result.foldAccuracies());
    double mean = accuracies.stream().reduce(0.0, Double::sum) / FOLDS;
    double squares = 0;
    double epochs = 0;
    for (TrialResult fold : folds) {
      squares += (fold.validationAccuracy() - mean) * (fold.validationAccuracy() - mean);
      epochs += fold.bestEpoch();
    }
    assertEquals(mean, result.validationAccuracy(), ROUNDING);
    assertEquals(Math.sqrt(squares / FOLDS), result.deviation(), ROUNDING);
    assertEquals(epochs / FOLDS, result.bestEpoch(), 0.5 + ROUNDING);
    assertEquals("", result.witness());
    assertEquals(Status.DONE, result.status());
  }

  /** The accuracies of every fold, fused and not, on one thread and two. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void everyFoldIsATrainingRunOfItsOwn(int threads) {
    try (Parallel parallel = new Parallel(threads);
        Workspace workspace = new Workspace()) {
      DataSet data = data(workspace);
      Kernels kernels = Widths.kernels(128, parallel);
      Folds folds = new Folds(data, FOLDS, 1);
      List<Trial> trials = space().grid(INPUTS, CLASSES);
      Search fused = search(data, folds, kernels, workspace);
      assertTrue(fused.run(trials, SearchListener.NONE));
      assertEquals(trials.size(), fused.results().size());
      for (int t = 0; t < trials.size(); t++) {
        assertEquals(trials.get(t), fused.results().get(t).trial());
        assertIsOf(Alone.inFolds(trials.get(t), folds, KIND, kernels), fused.results().get(t));
      }
      Search unfused = search(data, folds, kernels, workspace).fuse(false);
      assertTrue(unfused.run(trials, SearchListener.NONE));
      assertEquals(fused.results(), unfused.results());
      assertEquals(fused.best(), unfused.best());
      TrialResult best = fused.results().stream().min(Alone.RANKING).orElseThrow();
      assertEquals(best, fused.best().orElseThrow());
      assertFalse(fused.hasBestModel());
      assertTrue(
          fused.results().stream().flatMap(r -> r.foldAccuracies().stream()).distinct().count() > 8,
          "all alike");
    }
  }

  /** Trained once more on all rows, normalized by all of them, for the mean of its best epochs. */
  @Test
  void theModelIsTrainedOnAllRows() {
    try (Parallel parallel = new Parallel(2);
        Workspace workspace = new Workspace()) {
      DataSet data = data(workspace);
      Kernels kernels = Widths.kernels(128, parallel);
      Folds folds = new Folds(data, FOLDS, 1);
      Search search = search(data, folds, kernels, workspace);
      search.run(
          space().set(TrainingSettings.EARLY_STOPPING, 1).grid(INPUTS, CLASSES),
          SearchListener.NONE);
      TrialResult best = search.best().orElseThrow();
      search.trainBest(SearchListener.NONE).orElseThrow();

      Trial trial = best.trial().withEpochs(best.bestEpoch());
      DataSet whole = folds.whole(workspace);
      Classifier alone =
          Classifier.untrained(whole, trial.net(), KIND, trial.config(), kernels, workspace);
      alone.fit(whole, trial.config(), TrainingListener.NONE);
      assertTrue(search.hasBestModel());
      assertEquals(WeightsDigest.of(alone.net()), search.best().orElseThrow().witness());
      assertEquals(best, search.best().orElseThrow().withWitness(""), "the ranking stays");
      Classifier found = search.bestClassifier(workspace);
      assertEquals(WeightsDigest.of(alone.net()), WeightsDigest.of(found.net()));
      assertArrayEquals(
          alone.normalization().mean().toArray(), found.normalization().mean().toArray());
      assertArrayEquals(
          alone.normalization().inverse().toArray(), found.normalization().inverse().toArray());
      assertEquals(KIND, found.normalization().kind());
      assertEquals(alone.metrics(data.test()).accuracy(), found.metrics(data.test()).accuracy());
    }
  }

  /** A trial that diverges in one of its folds has diverged, and the others go on. */
  @Test
  void aTrialThatDivergesInAFold() {
    try (Parallel parallel = new Parallel(2);
        Workspace workspace = new Workspace()) {
      DataSet data = data(workspace);
      Kernels kernels = Widths.kernels(128, parallel);
      Folds folds = new Folds(data, FOLDS, 1);
      List<Trial> trials =
          space()
              .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(6), List.of(13))))
              .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.003, 1e29, 15.0, 40.0)))
              .set(TrainingSettings.EPOCHS, Choice.of(List.of(5)))
              .set(NetSettings.REG, Choice.of(List.of(1.0)))
              .grid(INPUTS, CLASSES);
      Search search = search(data, folds, kernels, workspace);
      assertTrue(search.run(trials, SearchListener.NONE));
      int diverged = 0;
      for (TrialResult result : search.results()) {
        List<TrialResult> expected = Alone.inFolds(result.trial(), folds, KIND, kernels);
        List<TrialResult> wrong =
            expected.stream().filter(fold -> fold.status() == Status.DIVERGED).toList();
        if (wrong.isEmpty()) {
          assertIsOf(expected, result);
        } else {
          diverged++;
          assertEquals(Status.DIVERGED, result.status());
          assertEquals(wrong.getFirst().reason(), result.reason());
          assertEquals(Double.NaN, result.validationAccuracy());
          assertEquals(0, result.bestEpoch());
        }
      }
      assertTrue(diverged >= 2 && diverged <= trials.size() - 2, diverged + " diverged");
      assertEquals(Status.DONE, search.best().orElseThrow().status());
      assertEquals(search.results(), unfused(search(data, folds, kernels, workspace), trials));
    }
  }

  private static List<TrialResult> unfused(Search search, List<Trial> trials) {
    assertTrue(search.fuse(false).run(trials, SearchListener.NONE));
    return search.results();
  }

  /** Halving by folds: the mean of the folds decides who goes on. */
  @Test
  void halvingByFolds() {
    try (Parallel parallel = new Parallel(2);
        Workspace workspace = new Workspace()) {
      DataSet data = data(workspace);
      Kernels kernels = Widths.kernels(128, parallel);
      Folds folds = new Folds(data, FOLDS, 1);
      List<Trial> trials =
          space()
              .set(ScheduleSettings.LEARNING_RATE, Choice.logUniform(1e-4, 0.3))
              .set(TrainingSettings.EPOCHS, Choice.of(List.of(9)))
              .random(14, 1, INPUTS, CLASSES);
      List<TrialResult> expected =
          Alone.halved(
              trials,
              List.of(1, 3, 9),
              trial -> TrialResult.ofFolds(Alone.inFolds(trial, folds, KIND, kernels)));
      for (boolean fuse : new boolean[] {true, false}) {
        Search search = search(data, folds, kernels, workspace).halving(true).fuse(fuse);
        assertTrue(search.run(trials, SearchListener.NONE));
        assertEquals(expected, search.results());
        for (TrialResult result : search.results()) {
          assertIsOf(Alone.inFolds(result.trial(), folds, KIND, kernels), result);
        }
      }
    }
  }

  /** The listener is told of each fold of each group, and a stop leaves what has ended. */
  @Test
  void foldsAreTold() {
    try (Workspace workspace = new Workspace()) {
      DataSet data = data(workspace);
      Folds folds = new Folds(data, FOLDS, 1);
      List<Trial> trials = space().grid(INPUTS, CLASSES);
      List<String> told = new ArrayList<>();
      AtomicInteger ended = new AtomicInteger();
      Search search = search(data, folds, Widths.scalar(), workspace);
      boolean finished =
          search.run(
              trials,
              new SearchListener() {
                @Override
                public void foldStarted(int fold, int of) {
                  told.add(fold + "/" + of);
                }

                @Override
                public void trialDone(TrialResult result, boolean best) {
                  ended.incrementAndGet();
                  assertEquals("3/3", told.getLast());
                }

                @Override
                public boolean stopRequested() {
                  return ended.get() >= 3;
                }
              });
      assertFalse(finished);
      assertEquals(ended.get(), search.results().size());
      assertEquals(List.of("1/3", "2/3", "3/3"), told.subList(0, 3));
      assertFalse(search.hasBestModel());
    }
  }

  /** Asked to stop while the best trains once more: there is no model, and it says so. */
  @Test
  void theLastTrainingCanBeStopped() {
    try (Workspace workspace = new Workspace()) {
      DataSet data = data(workspace);
      Search search = search(data, new Folds(data, FOLDS, 1), Widths.scalar(), workspace);
      search.run(space().grid(INPUTS, CLASSES).subList(0, 2), SearchListener.NONE);
      SearchListener stop =
          new SearchListener() {
            @Override
            public boolean stopRequested() {
              return true;
            }
          };
      assertTrue(search.trainBest(stop).isEmpty());
      assertFalse(search.hasBestModel());
      assertTrue(search.trainBest(SearchListener.NONE).isPresent());
      assertTrue(search.hasBestModel());
    }
  }
}
