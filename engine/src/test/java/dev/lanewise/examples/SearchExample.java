package dev.lanewise.examples;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.NormalizationFit;
import dev.lanewise.data.Split;
import dev.lanewise.kernels.Backends;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.search.Choice;
import dev.lanewise.search.Search;
import dev.lanewise.search.SearchListener;
import dev.lanewise.search.SearchSpace;
import dev.lanewise.search.TrialResult;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.ScheduleSettings;
import dev.lanewise.train.TrainingSettings;
import java.util.List;

/** A grid search in a program of your own: tries some nets and classifies with the best. */
public final class SearchExample {

  private static final long BUDGET = 1L << 30;

  private SearchExample() {}

  /** The best trial, and what its net says of new samples. */
  public record Answer(TrialResult best, int[] classes) {}

  /**
   * Trains a net for each of twelve combinations.
   *
   * @param x training inputs, (N, D), and {@code y} their class ids
   * @param validationX inputs by which the best is chosen, and {@code validationY} their class ids
   * @param unseen new inputs, (M, D)
   */
  public static Answer searchAndPredict(
      float[][] x, int[] y, float[][] validationX, int[] validationY, float[][] unseen) {
    try (Parallel parallel = Parallel.allCores();
        Workspace workspace = new Workspace()) {
      Kernels kernels = Backends.auto(parallel);
      Split train = Split.of(workspace, x, y);
      Split validation = Split.of(workspace, validationX, validationY);
      DataSet data = DataSet.of("mine", train, validation, validation.slice(0, 0));
      Normalization normalization =
          NormalizationFit.of(Normalization.Kind.STANDARDIZE, train.samples(), workspace);
      SearchSpace space =
          new SearchSpace()
              .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(8), List.of(32))))
              .set(ScheduleSettings.LEARNING_RATE, Choice.of(List.of(0.01, 0.1)))
              .set(TrainingSettings.EPOCHS, Choice.of(List.of(2, 5, 10)))
              .set(NetSettings.REG, Choice.of(List.of(0.001)))
              .set(TrainingSettings.BATCH_SIZE, Choice.of(List.of(20)))
              .set(NetSettings.WEIGHT_SCALE, Choice.of(List.of(0.1)));
      Search search = new Search(data, normalization, kernels, BUDGET);
      search.run(space.grid(data.inputs(), data.classes()), SearchListener.NONE);
      TrialResult best = search.best().orElseThrow();
      return new Answer(best, search.bestClassifier(workspace).classes(unseen));
    }
  }
}
