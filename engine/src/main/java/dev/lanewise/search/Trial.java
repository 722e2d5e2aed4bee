package dev.lanewise.search;

import dev.lanewise.model.NetSpec;
import dev.lanewise.train.TrainingConfig;
import dev.lanewise.train.TrainingPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One combination of settings: what {@code lanewise train} would train with the same, bit for bit.
 *
 * @param number its place in the search, from 1
 * @param plan what is trained and how
 */
public record Trial(int number, TrainingPlan plan) {

  /** The net's form. */
  public NetSpec net() {
    return plan.net();
  }

  /** How the net is trained. */
  public TrainingConfig config() {
    return plan.config();
  }

  /**
   * Runs and checkpoints know trials by their fingerprints, in which a formula of the caller's is
   * no more than its name.
   *
   * @throws IllegalArgumentException if two trials have one fingerprint and other plans
   */
  static void requireKnownByFingerprint(List<Trial> trials) {
    Map<String, TrainingPlan> plans = new HashMap<>();
    for (Trial trial : trials) {
      String fingerprint = trial.plan.fingerprint();
      TrainingPlan before = plans.putIfAbsent(fingerprint, trial.plan);
      if (before != null && !before.equals(trial.plan)) {
        throw new IllegalArgumentException(
            "two formulas have the same name; expected their parameters in it: " + fingerprint);
      }
    }
  }

  /** What it costs to train, by which ties are settled: parameters times epochs. */
  double cost() {
    return (double) net().parameters() * config().epochs();
  }

  /** The same trial with another plan. */
  Trial with(TrainingPlan other) {
    return new Trial(number, other);
  }

  /** The same trial trained in another way. */
  Trial with(TrainingConfig other) {
    return with(plan.with(other));
  }

  /** The same trial trained for another number of epochs. */
  Trial withEpochs(int epochs) {
    return with(config().withEpochs(epochs));
  }

  /** Number and plan as text: equal exactly for equal trials. */
  String fingerprint() {
    return "trial " + number + " " + plan.fingerprint();
  }
}
