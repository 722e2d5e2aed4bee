package dev.lanewise.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.Folds;
import dev.lanewise.data.NormalizationFit;
import dev.lanewise.data.Split;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.NumpyRandom;
import dev.lanewise.nn.Widths;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.ScheduleSettings;
import dev.lanewise.train.TrainingData;
import dev.lanewise.train.TrainingSettings;
import dev.lanewise.train.WeightsDigest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Searches whose trials have class weights and label smoothing. */
class WeightedSearchTest {

  private static final int INPUTS = 3;
  private static final int SAMPLES = 90;
  private static final long BUDGET = 1L << 30;
  private static final Normalization.Kind KIND = Normalization.Kind.CENTER;

  @AutoClose private final Workspace workspace = new Workspace();
  @AutoClose private final Parallel parallel = new Parallel(2);
  private final Kernels kernels = Widths.kernels(128, parallel);
  private final DataSet data = DataSet.of("uneven", uneven(1), uneven(2), uneven(3));

  /** Classes 0, 1 and 2 in shares of about 6 to 3 to 1. */
  private Split uneven(int seed) {
    NumpyRandom random = new NumpyRandom(seed);
    float[][] x = new float[SAMPLES + seed][INPUTS];
    int[] y = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = i % 10 == 0 ? 2 : i % 3 == 0 ? 1 : 0;
      for (int j = 0; j < INPUTS; j++) {
        x[i][j] = (float) ((j == y[i] ? 1.0 : 0.0) + random.randn());
      }
    }
    return Split.of(workspace, x, y);
  }

  private static SearchSpace space() {
    return new SearchSpace()
        .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(5), List.of())))
        .set(ScheduleSettings.LEARNING_RATE, 0.3)
        .set(NetSettings.REG, 0.01)
        .set(TrainingSettings.EPOCHS, 4)
        .set(TrainingSettings.BATCH_SIZE, 15)
        .set(NetSettings.LOSS, Choice.of(List.of(new SoftmaxCrossEntropy(), new MulticlassHinge())))
        .set(NetSettings.LABEL_SMOOTHING, Choice.of(List.of(0.0, 0.2)))
        .set(NetSettings.CLASS_WEIGHTS, ClassWeights.BALANCED);
  }

  private Search search() {
    Normalization normalization = NormalizationFit.of(KIND, data.train().samples(), workspace);
    return new Search(data, normalization, kernels, BUDGET);
  }

  private static ClassWeights counted(Split part) {
    double[] counts = new double[3];
    for (int label : part.labels().toArray()) {
      counts[label]++;
    }
    double n = part.size();
    return ClassWeights.of(n / (3 * counts[0]), n / (3 * counts[1]), n / (3 * counts[2]));
  }

  /** Smoothing varies slowest, and means nothing to the SVM, whose trials are there once. */
  @Test
  void trialsTrainSideBySideAsAlone() {
    List<Trial> trials = space().grid(INPUTS, 3);
    assertEquals(6, trials.size());
    assertEquals(new SoftmaxCrossEntropy(0.2), trials.getLast().net().loss());
    Search search = search();
    assertTrue(search.run(trials, SearchListener.NONE));
    for (TrialResult result : search.results()) {
      assertEquals(Alone.train(result.trial(), data, KIND, kernels), result);
    }
    assertEquals(6, search.results().stream().map(TrialResult::witness).distinct().count());
    assertEquals(
        counted(data.train()), search.bestClassifier(workspace).net().spec().classWeights());
  }

  @Test
  void everyFoldCountsItsOwnRows() {
    Folds folds = new Folds(data, 4, 1);
    Trial trial = space().grid(INPUTS, 3).getFirst();
    for (int fold = 0; fold < folds.count(); fold++) {
      DataSet ofFold = folds.fold(fold, workspace);
      Normalization normalization = NormalizationFit.of(KIND, ofFold.train().samples(), workspace);
      SharedRun run = new SharedRun(List.of(trial), "key", fold);
      run.begin(new TrainingData(ofFold, normalization), workspace, Optional.empty());
      assertEquals(counted(ofFold.train()), run.training().spec().classWeights());
      assertNotEquals(counted(data.train()), run.training().spec().classWeights());
    }
    List<Trial> trials = space().grid(INPUTS, 3);
    Search search = search().folds(folds);
    assertTrue(search.run(trials, SearchListener.NONE));
    for (TrialResult result : search.results()) {
      List<Double> alone =
          Alone.inFolds(result.trial(), folds, KIND, kernels).stream()
              .map(TrialResult::validationAccuracy)
              .toList();
      assertEquals(alone, result.foldAccuracies());
    }
    search.trainBest(SearchListener.NONE).orElseThrow();
    DataSet whole = folds.whole(workspace);
    Trial best = search.best().orElseThrow().trial();
    TrialResult again =
        Alone.train(best.withEpochs(search.best().orElseThrow().bestEpoch()), whole, KIND, kernels);
    assertEquals(again.witness(), search.best().orElseThrow().witness());
    assertEquals(
        counted(whole.train()), search.bestClassifier(workspace).net().spec().classWeights());
    assertEquals(again.witness(), WeightsDigest.of(search.bestClassifier(workspace).net()));
  }

  @Test
  void refusals() {
    SearchSpace ofSvm = space().set(NetSettings.LOSS, new MulticlassHinge());
    assertThrows(IllegalArgumentException.class, () -> ofSvm.grid(INPUTS, 3));
    Choice<ClassWeights> two = Choice.of(List.of(ClassWeights.NONE, ClassWeights.BALANCED));
    assertThrows(IllegalArgumentException.class, () -> space().set(NetSettings.CLASS_WEIGHTS, two));
    SearchSpace beyond = space().set(NetSettings.LABEL_SMOOTHING, 1.0);
    assertThrows(IllegalArgumentException.class, () -> beyond.grid(INPUTS, 3));
  }
}
