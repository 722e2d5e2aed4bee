package dev.lanewise.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Looks for what is wrong with a data set before it is trained on. Reads every sample once, which
 * takes less time than reading it from a file.
 */
public final class DataInspection {

  private DataInspection() {}

  /** What is wrong for a run that learns from the training part. */
  public static List<DataFinding> of(DataSet data) {
    return inspect(data, 0);
  }

  /**
   * What is wrong for a cross-validation on the training and validation part together.
   *
   * @param folds how many
   * @throws IllegalArgumentException if there are fewer than 2 folds
   */
  public static List<DataFinding> ofFolds(DataSet data, int folds) {
    if (folds < 2) {
      throw new IllegalArgumentException("folds must be at least 2, got " + folds);
    }
    return inspect(data, folds);
  }

  private static List<DataFinding> inspect(DataSet data, int folds) {
    List<DataFinding> findings = new ArrayList<>(new ClassInspection(data, folds).findings());
    findings.addAll(RowInspection.findings(data, folds > 0));
    return List.copyOf(findings);
  }
}
