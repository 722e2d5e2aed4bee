package dev.lanewise.cli;

import dev.lanewise.data.DataSet;
import dev.lanewise.train.Monitor;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.TrainingConfig;
import dev.lanewise.train.TrainingPlan;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Whether a plan fits the data, which alone tells its classes and whether anything validates. */
final class PlanCheck {

  private PlanCheck() {}

  /**
   * Checks the class weights of a plan, and that it has a validation part if it looks at one.
   *
   * @param validates whether there is a validation part, or one in each fold
   * @throws ParameterException if the plan does not fit
   */
  static void require(TrainingPlan plan, DataSet data, boolean validates, CommandLine command) {
    try {
      NetSettings.CLASS_WEIGHTS.get(plan).requireClasses(data.classes());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          command, NetSettings.CLASS_WEIGHTS.option() + ": " + e.getMessage(), e);
    }
    TrainingConfig config = plan.config();
    requireValidation(config.earlyStopping() > 0, "--early-stopping", validates, command);
    requireValidation(config.monitor() == Monitor.LOSS, "--monitor loss", validates, command);
    String schedule = "--schedule " + config.schedule().name();
    requireValidation(config.schedule().readsScores(), schedule, validates, command);
  }

  /**
   * Checks that a batch is not larger than the training set.
   *
   * @throws ParameterException if it is
   */
  static void requireBatch(TrainingPlan plan, DataSet data, CommandLine command) {
    int batch = plan.config().batchSize();
    if (batch > data.train().size()) {
      throw new ParameterException(
          command,
          "--batch-size %d is larger than the training set of %d samples"
              .formatted(batch, data.train().size()));
    }
  }

  private static void requireValidation(
      boolean needed, String what, boolean validates, CommandLine command) {
    if (needed && !validates) {
      throw new ParameterException(command, what + " needs a validation part, which is empty");
    }
  }
}
