package dev.lanewise.search;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.train.TrainingConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which trials train together: those of one run, which share their beginning, and runs that read
 * the same batches. A group is a list of runs, each a list of its trials.
 */
final class TrialGroups {

  /**
   * Limit of an array's weights and slots in bytes, so that W1 stays in the third-level cache
   * between its two reads of a step.
   */
  private static final long MOST_WEIGHT_BYTES = 16L << 20;

  private final Kernels kernels;
  private final long budget;
  private final boolean fuse;

  /**
   * The rules of a search.
   *
   * @param budget bytes of which a group may take half
   * @param fuse whether trials may train together at all
   */
  TrialGroups(Kernels kernels, long budget, boolean fuse) {
    this.kernels = kernels;
    this.budget = budget;
    this.fuse = fuse;
  }

  /** The groups, in the order of their first trials. */
  List<List<List<Trial>>> of(List<Trial> trials) {
    Map<String, List<Trial>> byRun = new LinkedHashMap<>();
    for (Trial trial : trials) {
      byRun.computeIfAbsent(SharedRun.key(trial, fuse, 0), key -> new ArrayList<>()).add(trial);
    }
    Map<Object, List<List<Trial>>> byBatches = new LinkedHashMap<>();
    byRun.forEach((key, ofRun) -> {
      Trial first = ofRun.getFirst();
      Object together = fuse && canFuse(first) ? batchesOf(first) : key;
      byBatches.computeIfAbsent(together, k -> new ArrayList<>()).add(ofRun);
    });
    return byBatches.values().stream().flatMap(runs -> cut(runs).stream()).toList();
  }

  private boolean canFuse(Trial trial) {
    return SharedRun.canFuse(trial.net(), trial.config(), kernels);
  }

  /** What the members of an array have in common; everything else may differ. */
  private static List<Object> batchesOf(Trial trial) {
    TrainingConfig config = trial.config();
    return List.of(config.seed(), config.batchSize(), config.sampling());
  }

  /** Cuts runs into groups whose weights fit the cache, and which fit half of the budget. */
  private List<List<List<Trial>>> cut(List<List<Trial>> runs) {
    List<List<List<Trial>>> groups = new ArrayList<>();
    for (List<Trial> run : runs) {
      if (groups.isEmpty() || !fits(groups.getLast(), run)) {
        groups.add(new ArrayList<>());
      }
      groups.getLast().add(run);
    }
    return groups;
  }

  private boolean fits(List<List<Trial>> group, List<Trial> next) {
    long weights = 0;
    int slots = 0; // and kept gradients: the wide layer has as many for all as any needs
    long bytes = 0;
    List<List<Integer>> widths = new ArrayList<>();
    List<List<Trial>> all = new ArrayList<>(group);
    all.add(next);
    for (List<Trial> trials : all) {
      SharedRun run = new SharedRun(trials, "", 0);
      slots = Math.max(slots, run.copiesOfWeights());
      weights += Float.BYTES * run.net().parameters();
      bytes += run.bytes(kernels);
      widths.add(run.net().widths());
    }
    int batchSize = next.getFirst().config().batchSize();
    return (1 + slots) * weights <= MOST_WEIGHT_BYTES
        && bytes <= budget / 2
        && kernels.fuses(widths, batchSize);
  }
}
