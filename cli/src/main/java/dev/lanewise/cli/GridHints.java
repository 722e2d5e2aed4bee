package dev.lanewise.cli;

import dev.lanewise.data.DataSet;
import dev.lanewise.memory.Normalization;
import dev.lanewise.search.SearchSpace;
import dev.lanewise.search.Trial;
import dev.lanewise.search.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code grid} advises after a search. */
final class GridHints {

  private static final double STRONG_REG = 10;

  private final DataSet data;
  private final boolean folds;
  private final SearchSpace space;
  private final Normalization.Kind inputs;

  GridHints(DataSet data, boolean folds, SearchSpace space, Normalization.Kind inputs) {
    this.data = data;
    this.folds = folds;
    this.space = space;
    this.inputs = inputs;
  }

  /** The lines after a search with a best trial. */
  List<String> after(TrialResult best) {
    double accuracy = best.validationAccuracy();
    if (Double.isNaN(accuracy)) {
      return List.of("hint: there is no validation part, so the best trial is merely the cheapest");
    }
    if (accuracy == 1) {
      return List.of(); // nothing is left to look for
    }
    List<String> hints = new ArrayList<>();
    String edges =
        space.edges(best.trial()).stream()
            .map(edge -> edge.setting().option() + (edge.largest() ? " largest" : " smallest"))
            .collect(Collectors.joining(", "));
    if (!edges.isEmpty()) {
      hints.add("hint: best at the edge of a list, so look further there: " + edges);
    }
    Trial trial = best.trial();
    if (nothingLearned(accuracy)) {
      String remedy =
          LikelyCause.ofGuessing(trial.net(), trial.config(), inputs, data.train().size());
      hints.add("hint: no trial is far above chance; " + remedy + " may help");
    }
    if (trial.net().reg() >= STRONG_REG) {
      hints.add("hint: --reg 10 and more is above every published optimum; 0 to 1 is usual");
    }
    return hints;
  }

  private boolean nothingLearned(double accuracy) {
    Chance chance =
        folds
            ? Chance.of(data.classes(), data.train(), data.validation())
            : Chance.of(data.classes(), data.validation());
    int samples = data.validation().size() + (folds ? data.train().size() : 0);
    return chance.explains(accuracy, samples);
  }

  /** What may help where trials have diverged: a remedy for each of them, without repetition. */
  String ofDivergence(List<TrialResult> diverged) {
    return diverged.stream()
        .map(result -> {
          Trial trial = result.trial();
          int epochs = result.bestEpoch() == 0 ? 0 : trial.config().epochs() - 1; // at most
          return LikelyCause.ofDivergence(
              trial.net(), trial.config(), inputs, data.train().size(), epochs);
        })
        .distinct()
        .collect(Collectors.joining(" and ", "", " may help"));
  }
}
