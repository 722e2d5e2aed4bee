package dev.lanewise.cli;

import dev.lanewise.data.DataSet;
import dev.lanewise.train.Settings;
import dev.lanewise.train.TrainingPlan;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Whether class weights fit the data, which alone tells the number of classes. */
final class ClassWeightsCheck {

  private ClassWeightsCheck() {}

  /**
   * Checks the weights of a plan.
   *
   * @throws ParameterException if they are not as many as the classes
   */
  static void require(TrainingPlan plan, DataSet data, CommandLine command) {
    try {
      Settings.CLASS_WEIGHTS.get(plan).requireClasses(data.classes());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command, Settings.CLASS_WEIGHTS.option() + ": " + e.getMessage(), e);
    }
  }
}
