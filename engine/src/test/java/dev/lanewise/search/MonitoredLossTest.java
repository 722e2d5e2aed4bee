package dev.lanewise.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.Folds;
import dev.lanewise.data.NormalizationFit;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.Widths;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.Blobs;
import dev.lanewise.train.Monitor;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.ScheduleSettings;
import dev.lanewise.train.TrainingSettings;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Searches that rank their trials by the validation loss. */
class MonitoredLossTest {

  private static final int INPUTS = 6;
  private static final int CLASSES = 4;
  private static final long BUDGET = 1L << 30;
  private static final double ROUNDING = 1e-12;
  private static final Normalization.Kind KIND = Normalization.Kind.CENTER;

  @AutoClose private final Workspace workspace = new Workspace();
  @AutoClose private final Parallel parallel = new Parallel(2);
  private final Kernels kernels = Widths.kernels(128, parallel);
  private final DataSet data = Blobs.dataSet(workspace, 60, INPUTS, CLASSES);

  /** A large weight scale overfits, so that the most accurate epoch is not that of least loss. */
  private static List<Trial> trials(Monitor monitor) {
    return new SearchSpace()
        .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(20), List.of(7, 9))))
        .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.01, 0.3, 3.0)))
        .set(NetSettings.WEIGHT_SCALE, Choice.of(List.of(0.1, 1.0)))
        .set(TrainingSettings.EPOCHS, 9)
        .set(TrainingSettings.BATCH_SIZE, 15)
        .set(TrainingSettings.MONITOR, monitor)
        .grid(INPUTS, CLASSES);
  }

  private Search search() {
    Normalization normalization = NormalizationFit.of(KIND, data.train().samples(), workspace);
    return new Search(data, normalization, kernels, BUDGET);
  }

  @Test
  void theBestHasTheLeastLoss() {
    Search byLoss = search();
    assertTrue(byLoss.run(trials(Monitor.LOSS), SearchListener.NONE));
    List<TrialResult> alone =
        trials(Monitor.LOSS).stream().map(t -> Alone.train(t, data, KIND, kernels)).toList();
    assertEquals(alone, byLoss.results());
    TrialResult least =
        alone.stream().min(Comparator.comparingDouble(TrialResult::validationLoss)).orElseThrow();
    assertEquals(least, byLoss.best().orElseThrow());
    assertTrue(least.validationLoss() > 0);
    Search byAccuracy = search();
    assertTrue(byAccuracy.run(trials(Monitor.ACCURACY), SearchListener.NONE));
    assertEquals(Double.NaN, byAccuracy.best().orElseThrow().validationLoss());
    assertNotEquals(order(byAccuracy), order(byLoss), "the test's trials tell no difference");
  }

  private static List<Integer> order(Search search) {
    return search.results().stream()
        .sorted(TrialResult.BEST_FIRST)
        .map(result -> result.trial().number())
        .toList();
  }

  @Test
  void halvingGoesOnWithTheLeastLosses() {
    List<Trial> trials = trials(Monitor.LOSS);
    Search search = search().halving(true);
    assertTrue(search.run(trials, SearchListener.NONE));
    List<TrialResult> expected =
        Alone.halved(trials, List.of(1, 3, 9), t -> Alone.train(t, data, KIND, kernels));
    assertEquals(expected, search.results());
  }

  @Test
  void foldsAreRankedByTheMeanOfTheirLosses() {
    Folds folds = new Folds(data, 3, 1);
    Search search = search().folds(folds);
    assertTrue(search.run(trials(Monitor.LOSS), SearchListener.NONE));
    for (TrialResult result : search.results()) {
      Stream<TrialResult> alone = Alone.inFolds(result.trial(), folds, KIND, kernels).stream();
      double mean = alone.mapToDouble(TrialResult::validationLoss).average().orElseThrow();
      assertEquals(mean, result.validationLoss(), ROUNDING);
    }
    double least =
        search.results().stream().mapToDouble(TrialResult::validationLoss).min().orElseThrow();
    assertEquals(least, search.best().orElseThrow().validationLoss());
  }
}
