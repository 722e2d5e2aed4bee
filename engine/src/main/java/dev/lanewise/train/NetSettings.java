package dev.lanewise.train;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Relu;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.model.Init;
import dev.lanewise.model.NetSpec;
import java.util.List;

/**
 * The settings of {@link NetSpec}: the form of a net, its first weights, what it minimizes. {@link
 * Settings} lists them.
 */
public final class NetSettings {

  /** Activations of hidden layers by their names; the identity is not one. */
  public static final SettingType<Activation> ACTIVATIONS =
      SettingType.oneOf(Activation.all(), Activation::name);

  /** Losses by their names. */
  public static final SettingType<Loss> LOSSES = SettingType.oneOf(Loss.all(), Loss::name);

  /** Widths of the hidden layers. */
  public static final Setting<List<Integer>> HIDDEN =
      Setting.of(
              "hidden",
              "hidden",
              SettingType.WIDTHS,
              List.of(100),
              plan -> plan.net().hidden(),
              (plan, value) -> plan.with(plan.net().withHidden(value)))
          .help(
              "WIDTHS",
              "Widths of the hidden layers: 100, 512-256 for two; none for a linear"
                  + " classifier.")
          .helpOfSearch(
              "Hidden layers of each net: 50,100 for two nets of one, 512-256 for one of two,"
                  + " none for a linear classifier.")
          .searched(0, List.of(List.of(100), List.of(200)))
          .sensible(1, Double.POSITIVE_INFINITY);

  /** Activation of the hidden layers. */
  public static final Setting<Activation> ACTIVATION =
      Setting.of(
              "activation",
              "activation",
              ACTIVATIONS,
              new Relu(),
              plan -> plan.net().activation(),
              (plan, value) -> plan.with(plan.net().withActivation(value)))
          .help("", "Activation of the hidden layers.")
          .searched(6);

  /** What is minimized. */
  public static final Setting<Loss> LOSS =
      Setting.of(
              "lossFunction",
              "loss",
              LOSSES,
              new SoftmaxCrossEntropy(),
              plan -> plan.net().loss(),
              (plan, value) -> plan.with(plan.net().withLoss(value)))
          .help("", "What is minimized.")
          .searched(7);

  /** How the initial weights are drawn. */
  public static final Setting<Init> INIT =
      Setting.of(
              "init",
              "init",
              SettingType.oneOf(List.of(Init.values())),
              Init.AUTO,
              plan -> plan.net().init(),
              (plan, value) -> plan.with(plan.net().withInit(value)))
          .help(
              "",
              "How weights are drawn: normally, with deviation --weight-scale (gaussian) or sqrt(2"
                  + " / inputs of the layer) (he); evenly up to sqrt(6 / (inputs + outputs))"
                  + " (xavier) or, biases too, 1 / sqrt(inputs) (torch). auto is gaussian up to one"
                  + " hidden layer; beyond, he with the first weights divided by the size of the"
                  + " training inputs.");

  /** Deviation of the initial weights, which are {@link Init#GAUSSIAN} then. */
  public static final Setting<Double> WEIGHT_SCALE =
      Setting.of(
              "weightScale",
              "weight-scale",
              SettingType.REAL,
              NetSpec.WEIGHT_SCALE,
              plan -> plan.net().weightScale(),
              (plan, value) -> plan.with(plan.net().withWeightScale(value)))
          .help("S", "Deviation of initial weights of --init gaussian, which it means.")
          .shortName("scale")
          .searched(8)
          .logarithmic()
          .means(INIT, Init.GAUSSIAN);

  /** L2 strength. */
  public static final Setting<Double> REG =
      Setting.of(
              "reg",
              "reg",
              SettingType.REAL,
              0.0,
              plan -> plan.net().reg(),
              (plan, value) -> plan.with(plan.net().withReg(value)))
          .help("R", "L2 strength: the loss gets 0.5 R times the sum of squared weights.")
          .searched(4, List.of(0.0, 0.1))
          .logarithmic();

  /** Probability to drop a unit. */
  public static final Setting<Double> DROPOUT =
      Setting.of(
              "dropout",
              "dropout",
              SettingType.REAL,
              0.0,
              plan -> plan.net().dropout(),
              (plan, value) -> plan.with(plan.net().withDropout(value)))
          .countsWithout(HIDDEN, List.of())
          .help("P", "Probability to drop an output of a hidden layer in training, below 1.")
          .searched(24);

  /** Which part of the softmax loss's target is spread over all classes. */
  public static final Setting<Double> LABEL_SMOOTHING =
      Setting.of(
              "labelSmoothing",
              "label-smoothing",
              SettingType.REAL,
              0.0,
              plan -> plan.net().loss().parameter("labelSmoothing").orElse(0.0),
              (plan, value) ->
                  plan.with(plan.net().withLoss(plan.net().loss().with("labelSmoothing", value))))
          .countsWith(LOSS, loss -> loss.parameter("labelSmoothing").isPresent())
          .help("E", "Spread E of the target evenly over all classes while training, 0 to below 1.")
          .shortName("smoothing")
          .searched(23)
          .sensible(0, 1);

  /** How much the samples of each class count. */
  public static final Setting<ClassWeights> CLASS_WEIGHTS =
      Setting.of(
              "classWeights",
              "class-weights",
              SettingType.CLASS_WEIGHTS,
              ClassWeights.NONE,
              plan -> plan.net().classWeights(),
              (plan, value) -> plan.with(plan.net().withClassWeights(value)))
          .help(
              "balanced|LIST",
              "How much samples of each class count in the training loss: a number for each"
                  + " class, as 1,2,0.5, or each class as much as any other (balanced).");

  /** The largest norm of the gradient. */
  public static final Setting<Double> CLIP_NORM =
      Setting.of(
              "clipNorm",
              "clip-norm",
              SettingType.REAL,
              0.0,
              plan -> plan.net().clipNorm(),
              (plan, value) -> plan.with(plan.net().withClipNorm(value)))
          .help(
              "N",
              "Scale the gradient of all parameters, L2 included, to norm N where it is larger; 0"
                  + " for never.")
          .shortName("clip")
          .searched(25)
          .logarithmic();

  private NetSettings() {}
}
