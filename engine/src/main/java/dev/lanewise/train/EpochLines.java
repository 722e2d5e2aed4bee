package dev.lanewise.train;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.io.Safetensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The figures of the epochs of a run in the metadata of a checkpoint: a line each, 8 numbers. */
final class EpochLines {

  static final String EPOCHS = Safetensors.OWN_PREFIX + "epochs";
  private static final int NUMBERS = 8;

  private EpochLines() {}

  static void put(Map<String, String> metadata, List<Epoch> epochs) {
    List<String> lines = new ArrayList<>();
    for (Epoch epoch : epochs) {
      List<? extends Number> numbers =
          List.of(
              epoch.epoch(),
              epoch.loss(),
              epoch.trainAccuracy(),
              epoch.validationAccuracy(),
              epoch.validationLoss(),
              epoch.learningRate(),
              epoch.seconds(),
              epoch.samplesPerSecond());
      lines.add(String.join(" ", numbers.stream().map(String::valueOf).toList()));
    }
    metadata.put(EPOCHS, String.join("\n", lines));
  }

  /**
   * Reads at least one epoch, and not more than the run can have.
   *
   * @throws MalformedFileException if a value is none that an epoch can have
   */
  static List<Epoch> read(
      CheckpointFields fields, Map<String, String> metadata, TrainingConfig config)
      throws MalformedFileException {
    List<String> lines = List.of(metadata.getOrDefault(EPOCHS, "").split("\n", -1));
    fields.require(
        lines.size() <= config.epochs(),
        EPOCHS,
        "has " + lines.size() + " epochs",
        "at most " + config.epochs());
    List<Epoch> epochs = new ArrayList<>();
    for (String line : lines) {
      String place = EPOCHS + ", line " + (epochs.size() + 1);
      List<String> numbers = fields.split(place, line, " ", " numbers", NUMBERS);
      boolean validates =
          epochs.isEmpty()
              ? !numbers.get(3).equals("NaN")
              : !Double.isNaN(epochs.getFirst().validationAccuracy());
      epochs.add(epoch(fields, place, numbers, epochs.size() + 1, validates));
    }
    List<Double> scores = epochs.stream().map(config.monitor()::score).toList();
    OptionalInt stop = config.stopEpoch(scores);
    fields.require(
        stop.orElse(lines.size()) == lines.size(),
        EPOCHS,
        "has " + lines.size() + " epochs",
        "the run to stop early after " + stop.orElse(0));
    return epochs;
  }

  private static Epoch epoch(
      CheckpointFields fields, String place, List<String> numbers, int number, boolean validates)
      throws MalformedFileException {
    return new Epoch(
        fields.integer(place, numbers.get(0), number, number),
        fields.number(place, numbers.get(1), -Double.MAX_VALUE),
        fields.accuracy(place, numbers.get(2), true),
        fields.accuracy(place, numbers.get(3), validates),
        fields.loss(place, numbers.get(4), validates),
        fields.number(place, numbers.get(5), 0),
        fields.number(place, numbers.get(6), 0),
        fields.number(place, numbers.get(7), 0));
  }
}
