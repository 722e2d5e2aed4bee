package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.memory.Normalization.Kind;
import dev.lanewise.model.Init;
import dev.lanewise.model.NetSpec;
import dev.lanewise.optim.EpochDecay;
import dev.lanewise.train.TrainingConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where training fails by one setting, the hint names that setting and no other. */
class HintsTest {

  private static final List<String> FEW =
      List.of(
          "--data",
          CommandRun.sample(),
          "--train-size",
          "1000",
          "--validation-size",
          "300",
          "--test-size",
          "100",
          "--hidden",
          "20",
          "--quiet");

  private static CommandRun run(String command, String... more) {
    List<String> args = new ArrayList<>(List.of(command));
    args.addAll(FEW);
    return CommandRun.of(args, more);
  }

  @ParameterizedTest
  @CsvSource({
    "--reg, 1e3, a smaller --reg",
    "--reg, 1.9e3, a smaller --reg",
    "--learning-rate, 1e-9, a larger --learning-rate",
    "--learning-rate, 1e-30, a larger --learning-rate",
    "--weight-scale, 0, a larger --weight-scale",
    "--weight-scale, 1e-9, a larger --weight-scale",
  })
  void aNetThatLearnsNothing(String option, String value, String remedy) {
    CommandRun train = run("train", "--epochs", "2", option, value).done();
    assertEquals(
        List.of("hint: the loss is still that of guessing or above; " + remedy + " may help"),
        train.errLines().toList());
    String[] reg = option.equals("--reg") ? new String[0] : new String[] {"--reg", "0"};
    List<String> more = new ArrayList<>(List.of("--epochs", "2", option, value));
    more.addAll(List.of(reg));
    CommandRun grid = run("grid", more.toArray(String[]::new)).done();
    assertTrue(
        grid.err().contains("hint: no trial is far above chance; " + remedy + " may help"),
        grid.err());
  }

  /** It is not advised to go on faster. */
  @ParameterizedTest
  @CsvSource({"sgd, 1e-2", "momentum, 1e-2", "momentum, 2e-2"})
  void aLossThatGrows(String optimizer, String rate) {
    CommandRun train =
        run("train", "--epochs", "2", "--optimizer", optimizer, "--learning-rate", rate).done();
    String expected =
        "hint: the loss is far above that of guessing; a smaller --learning-rate may help";
    assertEquals(List.of(expected), train.errLines().toList());
  }

  /** Also with the other loss, which has another value when nothing is learned. */
  @Test
  void theHintDependsOnNoLossFunction() {
    CommandRun svm = run("train", "--epochs", "2", "--loss", "svm", "--weight-scale", "0").done();
    assertTrue(svm.err().contains("a larger --weight-scale may help"), svm.err());
  }

  @Test
  void theCauseIsWhatIsFurthestBeyondTheUsual() {
    NetSpec net = NetSpec.twoLayer(16, 20, 10);
    TrainingConfig config = TrainingConfig.DEFAULT;
    assertEquals(
        "a larger --learning-rate or --weight-scale", guessing(net, config, Kind.CENTER, 49_000));
    assertEquals(
        "a smaller --batch-size or more --epochs", guessing(net, config, Kind.CENTER, 300));
    assertEquals(
        "a larger --lr-decay",
        guessing(net, config.withSchedule(new EpochDecay(1e-9)), Kind.CENTER, 49_000));
    assertEquals(
        "a smaller --reg",
        guessing(net.withReg(100), config.withSchedule(new EpochDecay(1e-9)), Kind.CENTER, 49_000));
    assertEquals(
        "a larger --learning-rate (inputs of --normalize unit and standardize are small)",
        guessing(net, config, Kind.UNIT, 49_000));
    assertEquals(
        "a smaller --learning-rate",
        guessing(net.withReg(10), config.withLearningRate(1), Kind.CENTER, 49_000));
    assertEquals(
        "a larger --weight-scale",
        guessing(net.withHidden(List.of(20, 20)), config, Kind.CENTER, 49_000));
    assertEquals(
        "a larger --learning-rate or --weight-scale",
        guessing(net.withHidden(List.of()).withWeightScale(0), config, Kind.CENTER, 49_000));
  }

  /** The weight scale is not to blame where the weights are not drawn by it. */
  @Test
  void theScaleIsToBlameOnlyWhereItIsUsed() {
    NetSpec net = NetSpec.twoLayer(16, 20, 10).withWeightScale(0);
    TrainingConfig config = TrainingConfig.DEFAULT;
    assertEquals("a larger --weight-scale", guessing(net, config, Kind.CENTER, 49_000));
    assertEquals(
        "a larger --weight-scale", guessing(net.withInit(Init.AUTO), config, Kind.CENTER, 49_000));
    assertEquals(
        "a larger --learning-rate", guessing(net.withInit(Init.HE), config, Kind.CENTER, 49_000));
    assertEquals(
        "a larger --learning-rate",
        guessing(net.withInit(Init.AUTO).withHidden(List.of(20, 20)), config, Kind.CENTER, 49_000));
    NetSpec large = net.withWeightScale(1e3);
    assertEquals("a smaller --weight-scale", divergence(large, config));
    assertEquals("a smaller --learning-rate", divergence(large.withInit(Init.HE), config));
  }

  /** 12,000 samples in batches of 100 and 10 epochs are 1,200 steps. */
  @Test
  void aWarmUpBeyondTheRunIsToBlame() {
    NetSpec net = NetSpec.twoLayer(16, 20, 10);
    TrainingConfig config = TrainingConfig.DEFAULT.withWarmupSteps(1_000_000);
    assertEquals("fewer --warmup-steps", guessing(net, config, Kind.CENTER, 12_000));
    assertNotEquals(
        "fewer --warmup-steps", guessing(net, config.withWarmupSteps(1200), Kind.CENTER, 12_000));
  }

  private static String guessing(NetSpec net, TrainingConfig config, Kind inputs, int samples) {
    return LikelyCause.ofGuessing(net, config, inputs, samples);
  }

  /** Strong L2 shrinks weights; only together with a large step it makes them grow. */
  @Test
  void regIsToBlameForDivergenceOnlyWhereItOvershoots() {
    NetSpec net = NetSpec.twoLayer(16, 20, 10);
    TrainingConfig config = TrainingConfig.DEFAULT;
    assertEquals("a smaller --learning-rate", divergence(net, config));
    assertEquals("a smaller --learning-rate", divergence(net.withReg(1000), config));
    assertEquals("a smaller --reg", divergence(net.withReg(3000), config));
    assertEquals(
        "a smaller --learning-rate", divergence(net.withReg(3), config.withLearningRate(1)));
  }

  private static String divergence(NetSpec net, TrainingConfig config) {
    return LikelyCause.ofDivergence(net, config, Kind.CENTER, 12_000, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "--reg, 1e39, a smaller --reg",
    "--reg, 1e5, a smaller --reg",
    "--learning-rate, 1e9, a smaller --learning-rate",
    "--learning-rate, 10, a smaller --learning-rate",
    "--lr-decay, 1e6, a smaller --lr-decay",
    "--weight-scale, 1e30, a smaller --weight-scale",
  })
  void aNetThatDiverges(String option, String value, String remedy) {
    CommandRun train = run("train", "--epochs", "3", option, value);
    assertEquals(4, train.code(), train::toString);
    assertTrue(train.errorLine().endsWith("; " + remedy + " may help"), train.err());
    List<String> args =
        new ArrayList<>(List.of("--epochs", "3", "--hidden", "20,10", option, value));
    if (!option.equals("--reg")) {
      args.addAll(List.of("--reg", "0"));
    }
    if (!option.equals("--learning-rate")) {
      args.addAll(List.of("--learning-rate", "1e-3"));
    }
    List<String> grid = new ArrayList<>(List.of("grid"));
    grid.addAll(FEW);
    grid.removeAll(List.of("--hidden", "20"));
    grid.addAll(args);
    CommandRun all = CommandRun.of(grid);
    if (all.code() == 4) {
      assertEquals("lanewise: all trials diverged; " + remedy + " may help", all.errorLine());
    } else {
      assertEquals("--lr-decay", option, all::toString); // the first epoch is a model
    }
  }

  @Test
  void eachCauseOfTrialsThatDivergedIsNamed() {
    CommandRun run = run("grid", "--epochs", "1", "--learning-rate", "1e-3,1e9", "--reg", "1e39");
    assertEquals("lanewise: all trials diverged; a smaller --reg may help", run.errorLine());
    run = run("grid", "--epochs", "1", "--learning-rate", "1e-3,1e9", "--reg", "1e5");
    assertEquals(
        "lanewise: all trials diverged; a smaller --reg and a smaller --learning-rate may help",
        run.errorLine());
  }
}
