package dev.lanewise.search;

import dev.lanewise.io.Safetensors;
import dev.lanewise.io.Tensor;
import dev.lanewise.train.Setting;
import dev.lanewise.train.Settings;
import dev.lanewise.train.StateTensors;
import dev.lanewise.train.TrainingState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a search stands between two epochs, in a safetensors file: the state of every run that has
 * begun and not ended, and the results of folds whose trials have not ended. Tensors of run i are
 * those of {@link StateTensors}, their names behind {@code i.}; all else is metadata, a field a
 * line; trial n has ended if bit n is set.
 */
final class SearchCheckpoint {

  static final String FORMAT = Safetensors.OWN_PREFIX + "format";
  static final String FORMAT_VERSION = "search checkpoint 7";
  static final String SEARCH = Safetensors.OWN_PREFIX + "search.";
  static final String RUN = Safetensors.OWN_PREFIX + "run.";
  static final String FOLD = Safetensors.OWN_PREFIX + "fold.";
  static final String ENDED = Safetensors.OWN_PREFIX + "ended";
  static final String TRIALS = "trials";
  private static final int MOST_VALUES = 16; // to be told in a message

  private SearchCheckpoint() {}

  /**
   * How far a search is.
   *
   * @param runs states by the key of their run
   * @param folds results of trials that have not ended in all folds
   */
  record Progress(Map<String, TrainingState> runs, List<FoldResults.Entry> folds) {}

  /**
   * What tells the trials of a search from those of another, in a few bytes however many they are:
   * their number, the values of each setting if these are few, and SHA-256 over the fingerprints of
   * all trials, a line each.
   */
  static Map<String, String> fingerprint(List<Trial> trials) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put(TRIALS, Integer.toString(trials.size()));
    for (Setting<?> setting : Settings.ALL) {
      List<String> values =
          trials.stream().map(trial -> setting.text(trial.plan())).distinct().toList();
      entries.put(
          setting.key(),
          values.size() <= MOST_VALUES ? values.toString() : values.size() + " values");
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      trials.forEach(
          trial -> digest.update((trial.fingerprint() + "\n").getBytes(StandardCharsets.UTF_8)));
      entries.put(TRIALS + "Sha256", HexFormat.of().formatHex(digest.digest()));
      return entries;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Writes a checkpoint atomically and durably.
   *
   * @param search what identifies the search, name by name; {@link #fingerprint} among it
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
    for (Map.Entry<String, TrainingState> run : progress.runs().entrySet()) {
      TrainingState state = run.getValue();
      metadata.put(
          RUN + i,
          lines(
              run.getKey(),
              state.epoch(),
              state.bestEpoch(),
              state.bestAccuracy(),
              String.join(" ", state.scores().stream().map(String::valueOf).toList())));
      StateTensors.put(tensors, i + ".", state);
      i++;
    }
    for (FoldResults.Entry fold : progress.folds()) {
      TrialResult result = fold.result();
      metadata.put(
          FOLD + i++,
          lines(
              result.trial().fingerprint(),
              fold.fold(),
              result.validationAccuracy(),
              result.bestEpoch(),
              result.witness(),
              result.score()));
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
}
