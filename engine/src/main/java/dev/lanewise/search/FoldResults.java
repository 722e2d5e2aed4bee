package dev.lanewise.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The results of trials fold by fold. A trial has finished when it has a result in every fold, or
 * failed or diverged in one.
 */
final class FoldResults {

  private final int folds;
  private final Map<Trial, Map<Integer, TrialResult>> entries = new LinkedHashMap<>(); // unfinished
  private final Set<Trial> ended = new HashSet<>();

  /** A result in one fold. */
  record Entry(int fold, TrialResult result) {}

  /** For {@code folds} folds; 0 where the validation part of the data validates. */
  FoldResults(int folds) {
    this.folds = folds;
  }

  /** The number of times that each trial is trained. */
  int rounds() {
    return Math.max(folds, 1);
  }

  /** Enters a result. Returns that of the whole trial if it has finished with this one. */
  Optional<TrialResult> enter(Entry entry) {
    Map<Integer, TrialResult> ofTrial =
        entries.computeIfAbsent(entry.result().trial(), trial -> new TreeMap<>());
    ofTrial.put(entry.fold(), entry.result());
    if (!hasEnded(ofTrial)) {
      return Optional.empty();
    }
    entries.remove(entry.result().trial());
    ended.add(entry.result().trial());
    return Optional.of(
        folds == 0 ? entry.result() : TrialResult.ofFolds(List.copyOf(ofTrial.values())));
  }

  private boolean hasEnded(Map<Integer, TrialResult> ofTrial) {
    return ofTrial.size() == rounds()
        || ofTrial.values().stream().anyMatch(TrialResult::hasNoModel);
  }

  /** Whether a trial has no result in a fold and needs one. */
  boolean lacks(Trial trial, int fold) {
    return !ended.contains(trial) && !entries.getOrDefault(trial, Map.of()).containsKey(fold);
  }

  /** The results of trials that have not finished. */
  List<Entry> unfinished() {
    List<Entry> unfinished = new ArrayList<>();
    entries
        .values()
        .forEach(
            ofTrial -> ofTrial.forEach((fold, result) -> unfinished.add(new Entry(fold, result))));
    return unfinished;
  }
}
