package dev.lanewise.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.activation.Relu;
import dev.lanewise.activation.Tanh;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.Folds;
import dev.lanewise.data.InputSize;
import dev.lanewise.data.NormalizationFit;
import dev.lanewise.data.Split;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.Init;
import dev.lanewise.nn.Widths;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.Blobs;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.ScheduleSettings;
import dev.lanewise.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nets of several depths whose first weights are fitted to the training inputs: of the run or of
 * the fold, wherever and beside whatever they train.
 */
class DeepNetsTest {

  private static final int INPUTS = 20;
  private static final int CLASSES = 4;
  private static final int SAMPLES = 60;
  private static final int FOLDS = 3;
  private static final long BUDGET = 1L << 30;
  private static final Normalization.Kind KIND = Normalization.Kind.CENTER;

  @TempDir private Path temp;
  @AutoClose private final Workspace workspace = new Workspace();
  @AutoClose private final Parallel parallel = new Parallel(2);
  private final Kernels kernels = Widths.kernels(128, parallel);
  private final DataSet data = data();

  /** Large inputs, and twenty times as large in the validation part: each fold has its own size. */
  private DataSet data() {
    DataSet blobs = Blobs.dataSet(workspace, SAMPLES, INPUTS, CLASSES);
    return new DataSet(
        "blobs",
        times(10, blobs.train()),
        times(200, blobs.validation()),
        blobs.test(),
        blobs.classNames());
  }

  private Split times(float factor, Split split) {
    float[][] x = new float[split.size()][INPUTS];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < INPUTS; j++) {
        x[i][j] = factor * ((Matrix) split.samples()).get(i, j);
      }
    }
    return Split.of(workspace, x, split.labels().toArray());
  }

  private static SearchSpace space() {
    return new SearchSpace()
        .set(
            NetSettings.HIDDEN,
            Choice.of(List.of(List.of(6, 5), List.of(7), List.of(5, 4, 6), List.of())))
        .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(1e-4, 1e-3)))
        .set(TrainingSettings.EPOCHS, Choice.of(List.of(3, 2)))
        .set(NetSettings.REG, Choice.of(List.of(0.01)))
        .set(TrainingSettings.BATCH_SIZE, Choice.of(List.of(10)))
        .set(NetSettings.ACTIVATION, Choice.of(List.of(new Relu(), new Tanh())));
  }

  private Search search(boolean fuse) {
    Normalization normalization = NormalizationFit.of(KIND, data.train().samples(), workspace);
    return new Search(data, normalization, kernels, BUDGET).fuse(fuse);
  }

  private static List<TrialResult> run(Search search, List<Trial> trials) {
    assertTrue(search.run(trials, SearchListener.NONE));
    return search.results();
  }

  @Test
  void everyTrialEndsAsItDoesAlone() {
    List<Trial> trials = space().grid(INPUTS, CLASSES);
    List<TrialResult> expected =
        trials.stream().map(trial -> Alone.train(trial, data, KIND, Widths.scalar())).toList();
    assertEquals(expected, run(search(true), trials));
    assertEquals(expected, run(search(false), trials));
    List<Trial> unfitted = space().set(NetSettings.INIT, Init.HE).grid(INPUTS, CLASSES);
    assertNotEquals(
        expected.getFirst().witness(), run(search(true), unfitted).getFirst().witness());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void foldsFitTheirOwnTrainingRows(boolean fuse) {
    Folds folds = new Folds(data, FOLDS, 1);
    assertNotEquals(size(folds.fold(0, workspace)), size(folds.fold(1, workspace)));
    List<Trial> trials = space().grid(INPUTS, CLASSES);
    Search search = search(fuse).folds(folds);
    List<TrialResult> results = run(search, trials);
    for (int t = 0; t < trials.size(); t++) {
      List<Double> alone =
          Alone.inFolds(trials.get(t), folds, KIND, kernels).stream()
              .map(TrialResult::validationAccuracy)
              .toList();
      assertEquals(alone, results.get(t).foldAccuracies());
    }
  }

  private double size(DataSet fold) {
    Normalization normalization = NormalizationFit.of(KIND, fold.train().samples(), workspace);
    return InputSize.of(fold.train().samples(), normalization);
  }

  /** The last training, on all rows. */
  @Test
  void theModelOfFoldsFitsAllRows() {
    Folds folds = new Folds(data, FOLDS, 1);
    Search search = search(true).folds(folds);
    run(
        search,
        space().set(NetSettings.HIDDEN, Choice.of(List.of(List.of(6, 5)))).grid(INPUTS, CLASSES));
    TrialResult known = search.best().orElseThrow();
    search.trainBest(SearchListener.NONE);
    Trial again = known.trial().withEpochs(known.bestEpoch());
    assertEquals(
        Alone.train(again, folds.whole(workspace), KIND, kernels).witness(),
        search.best().orElseThrow().witness());
  }

  @Test
  void halvingGoesOnFromTheSameWeights() {
    List<Trial> trials =
        space().set(TrainingSettings.EPOCHS, Choice.of(List.of(9))).grid(INPUTS, CLASSES);
    assertEquals(
        Alone.halved(trials, List.of(1, 3, 9), trial -> Alone.train(trial, data, KIND, kernels)),
        run(search(true).halving(true), trials));
  }

  @Test
  void aRandomSearchMixesDepths() {
    List<Trial> trials = space().random(9, 3, INPUTS, CLASSES);
    assertTrue(trials.stream().map(trial -> trial.net().init()).distinct().count() == 2);
    assertEquals(
        trials.stream().map(trial -> Alone.train(trial, data, KIND, kernels)).toList(),
        run(search(true), trials));
  }

  /** Weights come from the checkpoint, or are drawn as at first. */
  @Test
  void itGoesOnWithTheSameBits() throws IOException {
    List<Trial> trials = space().grid(INPUTS, CLASSES);
    List<TrialResult> whole = run(search(true), trials);
    Path file = temp.resolve("checkpoint");
    AtomicInteger steps = new AtomicInteger();
    Search stopped = search(true).checkpoint(file);
    assertFalse(
        stopped.run(
            trials,
            new SearchListener() {
              @Override
              public boolean stopRequested() {
                return steps.incrementAndGet() > 25;
              }
            }));
    assertTrue(stopped.results().size() < trials.size());
    Search resumed = search(true).checkpoint(file);
    resumed.resume(trials, stopped.results());
    assertEquals(whole, run(resumed, trials));
  }
}
