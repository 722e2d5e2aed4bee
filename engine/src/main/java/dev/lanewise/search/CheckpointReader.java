package dev.lanewise.search;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.TensorFile;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.search.SearchCheckpoint.Progress;
import dev.lanewise.search.TrialResult.Status;
import dev.lanewise.train.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Reads what {@link SearchCheckpoint} has written and believes none of it: every value must be one
 * that this search could have reached, every tensor one of the run's net.
 */
final class CheckpointReader {

  private static final int RUN_FIELDS = 4;
  private static final int FOLD_FIELDS = 5;

  private final Path file;
  private final Search.Plan plan;
  private final Map<String, TrainingState> runs = new LinkedHashMap<>();
  private final Map<Trial, Map<Integer, FoldResults.Entry>> folds = new LinkedHashMap<>();
  private int tensorsRead;

  /** A reader of a file for the trials of a plan. */
  CheckpointReader(Path file, Search.Plan plan) {
    this.file = file;
    this.plan = plan;
  }

  /**
   * Reads the file and checks all of it.
   *
   * @param search what this search goes by if the checkpoint is one of so many trials
   * @param ended trials whose results are known; the checkpoint's may be fewer
   * @param budget bytes off the heap that the file's tensors may take
   * @throws MalformedFileException if it is damaged, not a checkpoint or of another search
   * @throws IOException if it cannot be read
   */
  Progress read(IntFunction<Map<String, String>> search, Collection<Integer> ended, long budget)
      throws IOException {
    try (Workspace workspace = new Workspace(budget)) {
      TensorFile tensors = Safetensors.read(file, workspace);
      Map<String, String> metadata = tensors.metadata();
      String format = metadata.getOrDefault(SearchCheckpoint.FORMAT, "none");
      require(
          format.equals(SearchCheckpoint.FORMAT_VERSION),
          SearchCheckpoint.FORMAT,
          "the format is " + format,
          SearchCheckpoint.FORMAT_VERSION);
      requireSame(metadata, search.apply(count(metadata)));
      requireResults(metadata, ended);
      Map<String, Trial> longest = longestTrials(metadata);
      for (Map.Entry<String, String> entry : metadata.entrySet()) {
        String key = entry.getKey();
        if (key.startsWith(SearchCheckpoint.RUN)) {
          addRun(key, fields(key, entry.getValue(), RUN_FIELDS), longest, tensors);
        } else if (key.startsWith(SearchCheckpoint.FOLD)) {
          addFold(key, fields(key, entry.getValue(), FOLD_FIELDS));
        }
      }
      int count = tensors.tensors().size();
      require(tensorsRead == count, "", "has " + count + " tensors", tensorsRead + ", of its runs");
      List<FoldResults.Entry> unfinished =
          folds.values().stream().flatMap(ofTrial -> ofTrial.values().stream()).toList();
      return new Progress(runs, unfinished);
    }
  }

  private int count(Map<String, String> metadata) throws MalformedFileException {
    String key = SearchCheckpoint.SEARCH + SearchCheckpoint.TRIALS;
    return integer(
        SearchCheckpoint.TRIALS, metadata.getOrDefault(key, "none"), 1, Integer.MAX_VALUE);
  }

  private void requireSame(Map<String, String> metadata, Map<String, String> search)
      throws MalformedFileException {
    List<Map.Entry<String, String>> checksumsLast = new ArrayList<>(search.entrySet());
    checksumsLast.sort(Comparator.comparing(entry -> entry.getKey().endsWith("Sha256")));
    for (Map.Entry<String, String> entry : checksumsLast) {
      String found = metadata.getOrDefault(SearchCheckpoint.SEARCH + entry.getKey(), "missing");
      require(
          found.equals(entry.getValue()),
          entry.getKey(),
          "is that of another search: " + found,
          entry.getValue());
    }
  }

  /** A run that is further than a trial cannot end it once more. */
  private void requireResults(Map<String, String> metadata, Collection<Integer> ended)
      throws MalformedFileException {
    String place = SearchCheckpoint.ENDED;
    String digits = metadata.getOrDefault(place, "none");
    BitSet missing;
    try {
      missing = BitSet.valueOf(HexFormat.of().parseHex(digits));
    } catch (IllegalArgumentException e) {
      throw malformed(place, "the value is " + digits, "hexadecimal digits, two a byte");
    }
    ended.forEach(missing::clear);
    require(
        missing.isEmpty(),
        place,
        "trial " + missing.nextSetBit(0) + " has ended, but its result is not there",
        "the results that it was written with");
  }

  /** Of each run in the file the trial with the most epochs, by the run's key. */
  private Map<String, Trial> longestTrials(Map<String, String> metadata) {
    Set<String> keys = new HashSet<>();
    metadata.forEach((key, value) -> {
      if (key.startsWith(SearchCheckpoint.RUN)) {
        keys.add(value.lines().findFirst().orElse(""));
      }
    });
    Map<String, Trial> longest = new HashMap<>();
    for (Trial trial : plan.trials()) {
      for (int fold = 0; fold < Math.max(plan.folds(), 1); fold++) {
        String key = plan.key(trial, fold);
        if (keys.contains(key)) {
          longest.merge(key, trial, (a, b) -> a.config().epochs() < b.config().epochs() ? b : a);
        }
      }
    }
    return longest;
  }

  private void addRun(
      String place, List<String> fields, Map<String, Trial> longest, TensorFile tensors)
      throws MalformedFileException {
    String key = fields.get(0);
    Trial trial =
        Optional.ofNullable(longest.get(key))
            .orElseThrow(() -> malformed(place, "is of " + key, "a run of this search"));
    require(!runs.containsKey(key), place, "is once more of " + key, "one state a run");
    int epoch = integer(place + ", epoch", fields.get(1), 1, trial.config().epochs());
    int bestEpoch = integer(place + ", best epoch", fields.get(2), 1, epoch);
    double accuracy = accuracy(place + ", best accuracy", fields.get(3));
    String run = place.substring(SearchCheckpoint.RUN.length());
    List<Matrix> values = parameters(tensors, run + SearchCheckpoint.VALUE, trial.net());
    List<Matrix> best =
        bestEpoch == epoch ? values : parameters(tensors, run + SearchCheckpoint.BEST, trial.net());
    runs.put(key, new TrainingState(epoch, bestEpoch, accuracy, values, best));
  }

  private List<Matrix> parameters(TensorFile tensors, String prefix, NetSpec net)
      throws MalformedFileException {
    List<Matrix> values = new ArrayList<>();
    for (int layer = 0; layer < net.layers(); layer++) {
      int outputs = net.layerOutputs(layer);
      values.add(parameter(tensors, prefix + 2 * layer, net.layerInputs(layer), outputs));
      values.add(parameter(tensors, prefix + (2 * layer + 1), 1, outputs));
    }
    tensorsRead += values.size();
    return TrainingState.copy(values);
  }

  private Matrix parameter(TensorFile tensors, String name, int rows, int columns)
      throws MalformedFileException {
    Matrix matrix = tensors.matrix(name);
    String place = "tensor " + name;
    String shape = "(%d, %d)".formatted(rows, columns);
    require(matrix.shape().equals(shape), place, "has shape " + matrix.shape(), shape);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        float value = matrix.get(i, j);
        require(Float.isFinite(value), place, "has the value " + value, "finite values");
      }
    }
    return matrix;
  }

  private void addFold(String place, List<String> fields) throws MalformedFileException {
    require(plan.folds() > 0, place, "is the result of a fold", "a search without folds");
    Trial trial =
        plan.trials().stream()
            .filter(candidate -> candidate.fingerprint().equals(fields.get(0)))
            .findFirst()
            .orElseThrow(() -> malformed(place, "is of " + fields.get(0), "a trial"));
    int fold = integer(place + ", fold", fields.get(1), 0, plan.folds() - 1);
    double accuracy = accuracy(place + ", accuracy", fields.get(2));
    int bestEpoch = integer(place + ", best epoch", fields.get(3), 1, trial.config().epochs());
    String witness = fields.get(4);
    require(witness.matches("[0-9a-f]{64}"), place, "the weights are " + witness, "a SHA-256");
    TrialResult result =
        new TrialResult(trial, Status.DONE, accuracy, List.of(), bestEpoch, witness, "");
    Map<Integer, FoldResults.Entry> ofTrial =
        folds.computeIfAbsent(trial, t -> new LinkedHashMap<>());
    boolean added = ofTrial.putIfAbsent(fold, new FoldResults.Entry(fold, result)) == null;
    require(added, place, "is a result of fold " + fold + " once more", "one a fold");
    require(
        ofTrial.size() < plan.folds(),
        place,
        "has trial " + trial.number() + " in all folds",
        "folds of trials that have not ended");
  }

  private List<String> fields(String place, String text, int count) throws MalformedFileException {
    List<String> fields = List.of(text.split("\n", -1));
    require(fields.size() == count, place, "has " + fields.size() + " lines", count + " lines");
    return fields;
  }

  private int integer(String place, String text, int least, int most)
      throws MalformedFileException {
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, with the numbers out of range
    }
    throw malformed(place, "is " + text, "%d to %d".formatted(least, most));
  }

  /** An accuracy; not a number exactly where nothing validates. */
  private double accuracy(String place, String text) throws MalformedFileException {
    try {
      double value = Double.parseDouble(text);
      if (plan.validates() ? value >= 0 && value <= 1 : Double.isNaN(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, with the numbers that no accuracy can be
    }
    throw malformed(place, "is " + text, plan.validates() ? "0 to 1" : "NaN, without validation");
  }

  private void require(boolean holds, String place, String wrong, String expected)
      throws MalformedFileException {
    if (!holds) {
      throw malformed(place, wrong, expected);
    }
  }

  private MalformedFileException malformed(String place, String wrong, String expected) {
    return new MalformedFileException(file, place, wrong, expected + "; nothing was changed");
  }
}
