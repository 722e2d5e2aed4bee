package dev.lanewise.train;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.io.Safetensors;
import java.util.Map;

/** A settled plan in the metadata of a checkpoint, every setting under a key of its own. */
final class PlanKeys {

  private static final String INPUTS = Safetensors.OWN_PREFIX + "inputs";
  private static final String CLASSES = Safetensors.OWN_PREFIX + "classes";
  private static final String SETTING = Safetensors.OWN_PREFIX + "setting.";

  private PlanKeys() {}

  /**
   * Adds a plan.
   *
   * @throws IllegalArgumentException if a formula of an embedder has a name of the engine's
   */
  static void put(Map<String, String> metadata, TrainingPlan plan) {
    metadata.put(INPUTS, Integer.toString(plan.net().inputs()));
    metadata.put(CLASSES, Integer.toString(plan.net().classes()));
    for (Setting<?> setting : Settings.ALL) {
      requireOwnName(setting, plan);
      metadata.put(SETTING + setting.key(), setting.text(plan));
    }
  }

  /** A formula of a caller with a name of the engine's would be read as the engine's. */
  private static <T> void requireOwnName(Setting<T> setting, TrainingPlan plan) {
    String name = setting.text(plan);
    boolean taken =
        setting.type().names().contains(name)
            && !setting.type().parse(name).getClass().equals(setting.get(plan).getClass());
    if (taken) {
      throw new IllegalArgumentException(
          "a formula of your own is called %s, which the engine has".formatted(name));
    }
  }

  /**
   * Reads a plan.
   *
   * @param formulas a plan with the formulas of an embedder
   * @throws MalformedFileException if a value is missing, out of range or beside another with which
   *     it cannot be
   */
  static TrainingPlan read(
      CheckpointFields fields, Map<String, String> metadata, TrainingPlan formulas)
      throws MalformedFileException {
    int inputs = fields.integer(INPUTS, metadata.getOrDefault(INPUTS, "none"), 1, MOST);
    int classes = fields.integer(CLASSES, metadata.getOrDefault(CLASSES, "none"), 1, MOST);
    TrainingPlan plan = TrainingPlan.standard(inputs, classes);
    for (Setting<?> setting : Settings.AS_SET) {
      plan = with(fields, metadata, setting, plan, formulas);
    }
    for (Setting<?> setting : Settings.ALL) {
      String key = SETTING + setting.key();
      String found = metadata.getOrDefault(key, MISSING);
      String settled = setting.text(plan.settled());
      fields.require(found.equals(settled), key, "is " + found, settled + ", as the others are");
    }
    return plan;
  }

  private static final int MOST = Integer.MAX_VALUE;

  private static final String MISSING = "missing"; // no value of any setting

  private static <T> TrainingPlan with(
      CheckpointFields fields,
      Map<String, String> metadata,
      Setting<T> setting,
      TrainingPlan plan,
      TrainingPlan formulas)
      throws MalformedFileException {
    String key = SETTING + setting.key();
    String text = metadata.getOrDefault(key, MISSING);
    try {
      if (text.equals(setting.text(plan))) {
        return plan;
      }
      return setting.with(
          plan,
          text.equals(setting.text(formulas)) ? setting.get(formulas) : setting.type().parse(text));
    } catch (IllegalArgumentException e) {
      MalformedFileException malformed =
          fields.malformed(key, "is " + text, "a value of the setting: " + e.getMessage());
      malformed.initCause(e);
      throw malformed;
    }
  }
}
