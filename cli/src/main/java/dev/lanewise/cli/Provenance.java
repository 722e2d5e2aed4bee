package dev.lanewise.cli;

import dev.lanewise.io.Safetensors;
import dev.lanewise.search.TrialResult;
import dev.lanewise.train.TrainingResult;
import java.util.Locale;
import java.util.Map;

/**
 * How a model came about, as a model file keeps it: every setting of the training run that gives
 * these weights, the data, the versions, and what it reached.
 */
final class Provenance {

  /** What model files have in front of the names. */
  static final String PREFIX = Safetensors.OWN_PREFIX + "config.";

  static final String DATA = "data";
  static final String DATA_SHA256 = "data_sha256";
  static final String TRAIN_SIZE = "train_size";
  static final String VALIDATION_SIZE = "validation_size";
  static final String TEST_SIZE = "test_size";
  static final String FROM_KEY = "fromSha256";
  static final String FROM_SHA256 = "from_sha256";
  static final String BEST_EPOCH = "best_epoch";
  static final String STATUS = "status";
  static final String INTERRUPTED = "interrupted";
  static final String FOLDS_TRAIN_SIZE = "folds_train_size";
  static final String FOLDS_VALIDATION_SIZE = "folds_validation_size";

  private Provenance() {}

  /** Of a model that {@code train} made. */
  static Map<String, String> of(Recipe run, TrainingResult result) {
    Map<String, String> entries = run.modelEntries();
    entries.put(STATUS, result.status().name().toLowerCase(Locale.ROOT));
    entries.put(BEST_EPOCH, Integer.toString(result.bestEpoch()));
    entries.put("validation_accuracy", Double.toString(result.validationAccuracy()));
    entries.put("test_accuracy", Double.toString(result.testAccuracy()));
    return entries;
  }

  /**
   * Of the best model of a search.
   *
   * @param testAccuracy NaN while it is not known
   */
  static Map<String, String> of(RunContext shared, TrialResult result, double testAccuracy) {
    Map<String, String> entries = shared.ofWeights(result).modelEntries();
    entries.put(STATUS, result.status().name().toLowerCase(Locale.ROOT));
    entries.put(BEST_EPOCH, Integer.toString(result.bestEpoch()));
    entries.put("validation_accuracy", Double.toString(result.validationAccuracy()));
    if (shared.folds() > 0) {
      entries.put("folds", Integer.toString(shared.folds())); // which ranked it
      entries.put(FOLDS_TRAIN_SIZE, Integer.toString(shared.data().train()));
      entries.put(FOLDS_VALIDATION_SIZE, Integer.toString(shared.data().validation()));
    }
    if (!Double.isNaN(testAccuracy)) {
      entries.put("test_accuracy", Double.toString(testAccuracy));
    }
    return entries;
  }
}
