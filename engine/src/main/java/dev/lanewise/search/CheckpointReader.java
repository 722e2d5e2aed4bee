package dev.lanewise.search;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.io.Safetensors;
import dev.lanewise.io.TensorFile;
import dev.lanewise.memory.Workspace;
import dev.lanewise.search.SearchCheckpoint.Progress;
import dev.lanewise.search.TrialResult.Status;
import dev.lanewise.train.CheckpointFields;
import dev.lanewise.train.Monitor;
import dev.lanewise.train.StateTensors;
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

  private static final int RUN_FIELDS = 5;
  private static final int FOLD_FIELDS = 6;

  private final Path file;
  private final Search.Plan plan;
  private final CheckpointFields check;
  private final Map<String, TrainingState> runs = new LinkedHashMap<>();
  private final Map<Trial, Map<Integer, FoldResults.Entry>> folds = new LinkedHashMap<>();

  /** A reader of a file for the trials of a plan. */
  CheckpointReader(Path file, Search.Plan plan) {
    this.file = file;
    this.plan = plan;
    this.check = new CheckpointFields(file);
  }

  /**
   * Reads the file and checks all of it.
   *
   * @param search what identifies this search, given the checkpoint's number of trials
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
      check.require(
          format.equals(SearchCheckpoint.FORMAT_VERSION),
          SearchCheckpoint.FORMAT,
          "the format is " + format,
          SearchCheckpoint.FORMAT_VERSION);
      requireSame(metadata, search.apply(count(metadata)));
      requireResults(metadata, ended);
      Map<String, Trial> longest = longestTrials(metadata);
      StateTensors states = new StateTensors(file, tensors);
      for (Map.Entry<String, String> entry : metadata.entrySet()) {
        String key = entry.getKey();
        if (key.startsWith(SearchCheckpoint.RUN)) {
          addRun(
              key, check.split(key, entry.getValue(), "\n", " lines", RUN_FIELDS), longest, states);
        } else if (key.startsWith(SearchCheckpoint.FOLD)) {
          addFold(key, check.split(key, entry.getValue(), "\n", " lines", FOLD_FIELDS));
        }
      }
      states.requireNoOthers();
      List<FoldResults.Entry> unfinished =
          folds.values().stream().flatMap(ofTrial -> ofTrial.values().stream()).toList();
      return new Progress(runs, unfinished);
    }
  }

  private int count(Map<String, String> metadata) throws MalformedFileException {
    String key = SearchCheckpoint.SEARCH + SearchCheckpoint.TRIALS;
    return check.integer(
        SearchCheckpoint.TRIALS, metadata.getOrDefault(key, "none"), 1, Integer.MAX_VALUE);
  }

  private void requireSame(Map<String, String> metadata, Map<String, String> search)
      throws MalformedFileException {
    List<Map.Entry<String, String>> checksumsLast = new ArrayList<>(search.entrySet());
    checksumsLast.sort(Comparator.comparing(entry -> entry.getKey().endsWith("Sha256")));
    for (Map.Entry<String, String> entry : checksumsLast) {
      String found = metadata.getOrDefault(SearchCheckpoint.SEARCH + entry.getKey(), "missing");
      check.require(
          found.equals(entry.getValue()),
          entry.getKey(),
          "is that of another search: " + found,
          entry.getValue());
    }
  }

  /**
   * Every trial that had ended must have its result: a run that is past a trial's last epoch cannot
   * produce it again.
   */
  private void requireResults(Map<String, String> metadata, Collection<Integer> ended)
      throws MalformedFileException {
    String place = SearchCheckpoint.ENDED;
    String digits = metadata.getOrDefault(place, "none");
    BitSet missing;
    try {
      missing = BitSet.valueOf(HexFormat.of().parseHex(digits));
    } catch (IllegalArgumentException e) {
      throw check.malformed(place, "the value is " + digits, "hexadecimal digits, two a byte");
    }
    ended.forEach(missing::clear);
    check.require(
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
      String place, List<String> fields, Map<String, Trial> longest, StateTensors tensors)
      throws MalformedFileException {
    String key = fields.get(0);
    Trial trial =
        Optional.ofNullable(longest.get(key))
            .orElseThrow(() -> check.malformed(place, "is of " + key, "a run of this search"));
    check.require(!runs.containsKey(key), place, "is once more of " + key, "one state a run");
    int epoch = check.integer(place + ", epoch", fields.get(1), 1, trial.config().epochs());
    int bestEpoch = check.integer(place + ", best epoch", fields.get(2), 1, epoch);
    double accuracy = check.accuracy(place + ", best accuracy", fields.get(3), plan.validates());
    List<Double> scores = scores(place + ", scores", fields.get(4), trial, epoch);
    String run = place.substring(SearchCheckpoint.RUN.length()) + ".";
    runs.put(key, tensors.read(run, trial.plan(), bestEpoch, accuracy, scores));
  }

  private void addFold(String place, List<String> fields) throws MalformedFileException {
    check.require(plan.folds() > 0, place, "is the result of a fold", "a search without folds");
    Trial trial =
        plan.trials().stream()
            .filter(candidate -> candidate.fingerprint().equals(fields.get(0)))
            .findFirst()
            .orElseThrow(() -> check.malformed(place, "is of " + fields.get(0), "a trial"));
    int fold = check.integer(place + ", fold", fields.get(1), 0, plan.folds() - 1);
    double accuracy = check.accuracy(place + ", accuracy", fields.get(2), plan.validates());
    int bestEpoch =
        check.integer(place + ", best epoch", fields.get(3), 1, trial.config().epochs());
    String witness = fields.get(4);
    check.require(
        witness.matches("[0-9a-f]{64}"), place, "the weights are " + witness, "a SHA-256");
    double score = scores(place + ", score", fields.get(5), trial, 1).getFirst();
    TrialResult result =
        new TrialResult(trial, Status.DONE, accuracy, score, List.of(), bestEpoch, witness, "");
    Map<Integer, FoldResults.Entry> ofTrial =
        folds.computeIfAbsent(trial, t -> new LinkedHashMap<>());
    boolean added = ofTrial.putIfAbsent(fold, new FoldResults.Entry(fold, result)) == null;
    check.require(added, place, "is a result of fold " + fold + " once more", "one a fold");
    check.require(
        ofTrial.size() < plan.folds(),
        place,
        "has trial " + trial.number() + " in all folds",
        "folds of trials that have not ended");
  }

  /** What was monitored at the end of each epoch: accuracies, or losses with a minus. */
  private List<Double> scores(String place, String text, Trial trial, int epochs)
      throws MalformedFileException {
    List<String> words = List.of(text.split(" ", -1));
    check.require(words.size() == epochs, place, "has " + words.size(), epochs + ", one an epoch");
    List<Double> scores = new ArrayList<>();
    for (String word : words) {
      if (trial.config().monitor() == Monitor.ACCURACY) {
        scores.add(check.accuracy(place, word, plan.validates()));
      } else {
        scores.add(check.loss(place, word, plan.validates()));
      }
    }
    return scores;
  }
}
