package dev.lanewise.data;

import java.util.List;

/**
 * One thing about a data set that makes a training run fail, or look better or worse than it is.
 * Classes are ids, in ascending order. {@link DataInspection} finds them.
 */
public sealed interface DataFinding {

  /** A part that measures what was learned. */
  enum Part {
    /** Chooses epochs and settings. */
    VALIDATION,
    /** Is looked at last. */
    TEST
  }

  /**
   * The training samples, and behind them the validation samples, come one class after the other.
   *
   * @param validationClasses the few classes that are left for the validation part
   */
  record SortedByClass(List<Integer> validationClasses) implements DataFinding {}

  /**
   * All samples that are learned from have the same class.
   *
   * @param label the class
   * @param samples how many there are
   */
  record OneClass(int label, int samples) implements DataFinding {}

  /**
   * All samples that are learned from have the same inputs.
   *
   * @param samples how many there are, at least 2
   */
  record SameInputs(int samples) implements DataFinding {}

  /**
   * Classes that a part measures, but no sample that is learned from has.
   *
   * @param classes at least one
   * @param validation how many validation samples are of these classes
   * @param test how many test samples are
   */
  record NotInTraining(List<Integer> classes, int validation, int test) implements DataFinding {}

  /**
   * Classes that are learned, but that a part does not measure, though a part of its size drawn at
   * random has at least a dozen samples of each.
   */
  record NotInPart(Part part, List<Integer> classes) implements DataFinding {}

  /** Classes without a sample in any part: labels that start at 1, or have gaps. */
  record WithoutSamples(List<Integer> classes) implements DataFinding {}

  /**
   * Classes with fewer samples than folds, so that some folds validate without them.
   *
   * @param classes at least one
   * @param samples how many samples each of these classes has
   */
  record FewerThanFolds(List<Integer> classes, List<Integer> samples, int folds)
      implements DataFinding {}

  /**
   * At least 1 % of the samples of a part have the inputs of a sample that is learned from.
   *
   * @param shared how many
   * @param size of the part
   */
  record SharedRows(Part part, int shared, int size) implements DataFinding {}

  /**
   * At least 1 % of the samples that are dealt into folds have the inputs of one before them, so
   * that folds validate on what they train on.
   *
   * @param repeated how many
   * @param size how many samples are dealt out
   */
  record RepeatedRows(int repeated, int size) implements DataFinding {}
}
