package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Golden values: weights of nets of depth 0, 2, 3 and 4 as the scalar kernels trained them before
 * nets of any depth were fused (2026-11-26).
 */
class DepthWitnessTest {

  private static final List<String> TRAIN =
      List.of(
          "train",
          "--data",
          CommandRun.sample(),
          "--train-size",
          "2000",
          "--validation-size",
          "500",
          "--weight-scale",
          "0.08",
          "--learning-rate",
          "5e-3",
          "--reg",
          "0.02",
          "--epochs",
          "2",
          "--batch-size",
          "50",
          "--seed",
          "3",
          "--json");

  @ParameterizedTest
  @CsvSource({
    "none, relu, 7ba67b1f285b78a6f96ee4b83537858caaa2882ea855ae768397be6c3470434a",
    "none, tanh, 7ba67b1f285b78a6f96ee4b83537858caaa2882ea855ae768397be6c3470434a",
    "40-20, relu, 1073e61c07b29c405fdc1c960c564dc9801949bf56310bc979171e6dbad8f3fe",
    "40-20, tanh, bed3e98a3458cf25453c5c685731fe2d01f0924675737318f0ec4b743d94d16c",
    "60-40-30, relu, 4f287c705d22ae397b2b8cbb1a651b42ba1e182f3b857707db7bda046b318b39",
    "60-40-30, tanh, 08bf753b37625273db7be1bcffc6efd2c8c93bbe8a3fe35bce9ee37bebdb5d76",
    "50-40-30-20, relu, 0b9159082cc06e09601ae87b78c18e44a4d0884e4bac6e6ffc07e3a5d97d8c77",
    "50-40-30-20, tanh, 1a176c0c747594b1efa3aeae891d32032aacaa503a0e1732a31c6c04d9f63712"
  })
  void weightsAreThoseOfBefore(String hidden, String activation, String weights) {
    CommandRun run = CommandRun.of(TRAIN, "--hidden", hidden, "--activation", activation).done();
    assertEquals(weights, run.document().get("weightsSha256"));
  }
}
