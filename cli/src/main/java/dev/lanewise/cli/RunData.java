package dev.lanewise.cli;

import dev.lanewise.cli.options.DataOptions;
import dev.lanewise.data.DataChecksum;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.SplitSizes;
import java.nio.file.Path;
import java.util.Optional;

/** The data of a training run: what it is, and the options that ask for it. */
final class RunData {

  private final DataOptions options;
  private final DataSet data;
  private final boolean together;
  private Optional<String> sha256 = Optional.empty(); // not computed yet

  private RunData(DataOptions options, DataSet data, boolean together) {
    this.options = options;
    this.data = data;
    this.together = together;
  }

  /** The data that {@code options} opened, which stays open while this is in use. */
  static RunData of(DataOptions options, DataSet data) {
    return new RunData(options, data, false);
  }

  /** The same with training and validation part as one training part. */
  RunData together() {
    return new RunData(options, data, true);
  }

  /** Whether options of {@code train} can ask for these parts: rows that follow one another. */
  boolean canBeAskedFor() {
    return !together || data.train().isFollowedBy(data.validation());
  }

  /** Its name, never a path. */
  String name() {
    return data.name();
  }

  /** Checksum of training and validation part. */
  String sha256() {
    if (sha256.isEmpty()) {
      sha256 = Optional.of(together ? DataChecksum.ofTogether(data) : DataChecksum.of(data));
    }
    return sha256.get();
  }

  /** Samples of the training part. */
  int train() {
    return data.train().size() + (together ? data.validation().size() : 0);
  }

  /** Samples of the validation part. */
  int validation() {
    return together ? 0 : data.validation().size();
  }

  /** Samples of the test part. */
  int test() {
    return data.test().size();
  }

  /** What {@code --data} was given, a name or a path; empty without. */
  Optional<String> argument() {
    return options.argument();
  }

  /** What {@code --data-dir} was given; empty without. */
  Optional<Path> folder() {
    return options.folder();
  }

  /** The sizes that options ask for. */
  SplitSizes asked() {
    return together ? options.sizes().withTrain(train()).withValidation(0) : options.sizes();
  }
}
