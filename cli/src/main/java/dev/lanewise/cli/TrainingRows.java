package dev.lanewise.cli;

import dev.lanewise.data.DataChecksum;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.Split;
import dev.lanewise.data.SplitSizes;
import dev.lanewise.data.UndividedData;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Which rows a model was trained on, as {@link Provenance} keeps it in the model file. */
record TrainingRows(Map<String, String> configuration) {

  /** Whether the file tells by a checksum what the data was. */
  boolean areTold() {
    return configuration.containsKey(Provenance.DATA_SHA256);
  }

  /** Whether {@code whole} has, in the sizes of the model's run, the data of that run. */
  boolean areIn(UndividedData whole) {
    return divided(whole).filter(this::isDataOfTheRun).isPresent();
  }

  /** How many rows of a part of {@code whole} the model was trained on, as far as that is told. */
  int countIn(Split part, UndividedData whole) {
    Optional<DataSet> run = divided(whole);
    int count = run.map(data -> countIn(part, data)).orElse(0);
    return count > 0 && isDataOfTheRun(run.get()) ? count : 0;
  }

  private int countIn(Split part, DataSet run) {
    int trained = part.rowsIn(run.train());
    return isRefit() ? trained + part.rowsIn(run.validation()) : trained;
  }

  private boolean isDataOfTheRun(DataSet data) {
    String checksum = isRefit() ? DataChecksum.ofTogether(data) : DataChecksum.of(data);
    return checksum.equals(configuration.get(Provenance.DATA_SHA256));
  }

  /** Whether the training rows were the training and the validation part of a search by folds. */
  private boolean isRefit() {
    return configuration.containsKey(Provenance.FOLDS_TRAIN_SIZE);
  }

  private Optional<DataSet> divided(UndividedData whole) {
    try {
      return Optional.of(
          whole.divide(
              isRefit()
                  ? sizes(Provenance.FOLDS_TRAIN_SIZE, Provenance.FOLDS_VALIDATION_SIZE)
                  : sizes(Provenance.TRAIN_SIZE, Provenance.VALIDATION_SIZE)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // there are not as many rows, or the file has no numbers
    }
  }

  private SplitSizes sizes(String train, String validation) {
    return new SplitSizes(size(train), size(validation), OptionalInt.of(0));
  }

  private OptionalInt size(String key) {
    return OptionalInt.of(Integer.parseInt(configuration.getOrDefault(key, "")));
  }
}
