package dev.lanewise.search;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.Tensor;
import dev.lanewise.io.TensorFile;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.search.TrialResult.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Where a search stands between two epochs, in a safetensors file: the state of every run that has
 * begun and not ended, and the results of folds whose trials have not ended. Of run i there are the
 * tensors {@code i.value.0} (W1), {@code i.value.1} (b1), … and {@code i.best.0}, …, the latter
 * unless the last epoch is the best; all else is metadata, a field a line; trial n has ended if bit
 * n is set.
 */
final class SearchCheckpoint {

  private static final String FORMAT = Safetensors.OWN_PREFIX + "format";
  private static final String FORMAT_VERSION = "search checkpoint 3";
  private static final String SEARCH = Safetensors.OWN_PREFIX + "search.";
  private static final String RUN = Safetensors.OWN_PREFIX + "run.";
  private static final String FOLD = Safetensors.OWN_PREFIX + "fold.";
  private static final String ENDED = Safetensors.OWN_PREFIX + "ended";
  private static final String TRIALS = "trials";
  private static final int MOST_VALUES = 16; // to be told in a message
  private static final int RUN_FIELDS = 5;
  private static final int FOLD_FIELDS = 5;

  private SearchCheckpoint() {}

  /**
   * How far a search is.
   *
   * @param runs states by the key of their run
   * @param folds results of trials that have not ended in all folds
   */
  record Progress(Map<String, RunState> runs, List<Ledger.Entry> folds) {}

  /**
   * What tells the trials of a search from those of another, in a few bytes however many they are:
   * their number, the values of each hyper-parameter if these are few, and SHA-256 over all their
   * settings, a trial a line.
   */
  static Map<String, String> identity(List<Trial> trials) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put(TRIALS, Integer.toString(trials.size()));
    for (HyperParameter parameter : HyperParameter.values()) {
      List<Object> values = trials.stream().map(parameter::of).distinct().toList();
      entries.put(
          parameter.toString(),
          values.size() <= MOST_VALUES ? values.toString() : values.size() + " values");
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      trials.forEach(trial -> digest.update((trial + "\n").getBytes(StandardCharsets.UTF_8)));
      entries.put(TRIALS + "Sha256", HexFormat.of().formatHex(digest.digest()));
      return entries;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Writes a checkpoint atomically and durably.
   *
   * @param search what the search as a whole goes by, name by name; {@link #identity} among it
   * @param ended numbers of trials that have ended, whose results are elsewhere
   * @throws IOException if it cannot be written; an old one is left as it was
   */
  static void write(
      Path file, Map<String, String> search, Collection<Integer> ended, Progress progress)
      throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    metadata.put(FORMAT, FORMAT_VERSION);
    search.forEach((name, value) -> metadata.put(SEARCH + name, value));
    BitSet bits = new BitSet();
    ended.forEach(bits::set);
    metadata.put(ENDED, HexFormat.of().formatHex(bits.toByteArray()));
    int i = 0;
    for (Map.Entry<String, RunState> run : progress.runs().entrySet()) {
      RunState state = run.getValue();
      metadata.put(
          RUN + i,
          lines(
              run.getKey(),
              state.epoch(),
              state.learningRate(),
              state.bestEpoch(),
              state.bestAccuracy()));
      put(tensors, i + ".value.", state.values());
      if (state.bestEpoch() != state.epoch()) {
        put(tensors, i + ".best.", state.best());
      }
      i++;
    }
    for (Ledger.Entry fold : progress.folds()) {
      TrialResult result = fold.result();
      metadata.put(
          FOLD + i++,
          lines(
              result.trial(),
              fold.fold(),
              result.validationAccuracy(),
              result.bestEpoch(),
              result.witness()));
    }
    Safetensors.write(file, metadata, tensors);
  }

  private static String lines(Object... fields) {
    List<String> lines = new ArrayList<>();
    for (Object field : fields) {
      lines.add(field.toString());
    }
    return String.join("\n", lines);
  }

  private static void put(Map<String, Tensor> tensors, String prefix, List<Matrix> values) {
    for (int i = 0; i < values.size(); i++) {
      tensors.put(prefix + i, Tensor.matrix(values.get(i)));
    }
  }

  /**
   * Reads a checkpoint and checks all of it.
   *
   * @param search what this search goes by if the checkpoint is one of so many trials
   * @param ended trials whose results are known; the checkpoint's may be fewer
   * @param trials those of this search, for which fold results may be there
   * @throws MalformedFileException if it is damaged, not a checkpoint or of another search
   * @throws IOException if it cannot be read
   */
  static Progress read(
      Path file,
      IntFunction<Map<String, String>> search,
      Collection<Integer> ended,
      List<Trial> trials)
      throws IOException {
    try (Workspace workspace = new Workspace()) {
      TensorFile tensors = Safetensors.read(file, workspace);
      Map<String, String> metadata = tensors.metadata();
      String format = metadata.getOrDefault(FORMAT, "none");
      if (!format.equals(FORMAT_VERSION)) {
        throw new MalformedFileException(
            file, FORMAT, "the format is " + format, FORMAT_VERSION + "; nothing was changed");
      }
      requireSame(file, metadata, search.apply(count(file, metadata)));
      Map<String, RunState> runs = new LinkedHashMap<>();
      List<Ledger.Entry> folds = new ArrayList<>();
      for (Map.Entry<String, String> entry : metadata.entrySet()) {
        String key = entry.getKey();
        try {
          if (key.equals(ENDED)) {
            requireResults(file, entry.getValue(), ended);
          } else if (key.startsWith(RUN)) {
            String[] fields = fields(entry.getValue(), RUN_FIELDS);
            runs.put(fields[0], state(fields, key.substring(RUN.length()), tensors));
          } else if (key.startsWith(FOLD)) {
            folds.add(foldResult(fields(entry.getValue(), FOLD_FIELDS), trials));
          }
        } catch (IllegalArgumentException e) {
          throw new MalformedFileException(
              file, key, "the value is \"" + entry.getValue() + "\"", "that of a checkpoint");
        }
      }
      return new Progress(runs, folds);
    }
  }

  private static int count(Path file, Map<String, String> metadata) throws MalformedFileException {
    String count = metadata.getOrDefault(SEARCH + TRIALS, "none");
    try {
      return Integer.parseInt(count);
    } catch (NumberFormatException e) {
      throw new MalformedFileException(file, TRIALS, "the value is " + count, "a number");
    }
  }

  private static void requireSame(
      Path file, Map<String, String> metadata, Map<String, String> search)
      throws MalformedFileException {
    List<Map.Entry<String, String>> checksumsLast = new ArrayList<>(search.entrySet());
    checksumsLast.sort(Comparator.comparing(entry -> entry.getKey().endsWith("Sha256")));
    for (Map.Entry<String, String> entry : checksumsLast) {
      String found = metadata.getOrDefault(SEARCH + entry.getKey(), "none");
      if (!found.equals(entry.getValue())) {
        throw new MalformedFileException(
            file,
            entry.getKey(),
            "is that of another search: " + found,
            entry.getValue() + "; nothing was changed");
      }
    }
  }

  /** A run that is further than a trial cannot end it once more. */
  private static void requireResults(Path file, String bits, Collection<Integer> ended)
      throws MalformedFileException {
    BitSet missing = BitSet.valueOf(HexFormat.of().parseHex(bits));
    ended.forEach(missing::clear);
    if (!missing.isEmpty()) {
      throw new MalformedFileException(
          file,
          ENDED,
          "trial " + missing.nextSetBit(0) + " has ended, but its result is not there",
          "the results that it was written with; nothing was changed");
    }
  }

  private static String[] fields(String text, int count) {
    String[] fields = text.split("\n", -1);
    if (fields.length != count) {
      throw new IllegalArgumentException(fields.length + " lines");
    }
    return fields;
  }

  private static RunState state(String[] fields, String run, TensorFile tensors)
      throws MalformedFileException {
    int epoch = Integer.parseInt(fields[1]);
    int bestEpoch = Integer.parseInt(fields[3]);
    List<Matrix> values = matrices(tensors, run + ".value.");
    List<Matrix> best = epoch == bestEpoch ? values : matrices(tensors, run + ".best.");
    return new RunState(
        epoch,
        Double.parseDouble(fields[2]),
        bestEpoch,
        Double.parseDouble(fields[4]),
        values,
        best);
  }

  private static List<Matrix> matrices(TensorFile tensors, String prefix)
      throws MalformedFileException {
    List<Matrix> values = new ArrayList<>();
    while (tensors.tensors().containsKey(prefix + values.size())) {
      values.add(tensors.matrix(prefix + values.size()));
    }
    return RunState.copy(values);
  }

  private static Ledger.Entry foldResult(String[] fields, List<Trial> trials) {
    Trial trial =
        trials.stream()
            .filter(candidate -> candidate.toString().equals(fields[0]))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no such trial"));
    double accuracy = Double.parseDouble(fields[2]);
    int bestEpoch = Integer.parseInt(fields[3]);
    return new Ledger.Entry(
        Integer.parseInt(fields[1]),
        new TrialResult(trial, Status.DONE, accuracy, List.of(), bestEpoch, fields[4], ""));
  }
}
