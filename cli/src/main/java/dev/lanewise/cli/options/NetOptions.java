package dev.lanewise.cli.options;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.LossFunction;
import dev.lanewise.model.NetSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** What net is trained. */
public final class NetOptions {

  /** Activations of hidden layers; the engine's identity is not one. */
  enum HiddenActivation {
    RELU(Activation.RELU),
    SIGMOID(Activation.SIGMOID),
    TANH(Activation.TANH);

    private final Activation activation;

    HiddenActivation(Activation activation) {
      this.activation = activation;
    }

    /** The engine's name of it. */
    Activation engines() {
      return activation;
    }
  }

  @Option(
      names = "--hidden",
      paramLabel = "WIDTHS",
      converter = Hidden.class,
      description = {
        "Widths of the hidden layers: 100, 512-256 for two; none for a linear classifier."
            + " Default: 100."
      })
  private Widths hidden = new Widths(List.of(100));

  @Option(
      names = "--activation",
      paramLabel = "relu|sigmoid|tanh",
      description = "Activation of the hidden layers. Default: relu.")
  private HiddenActivation activation = HiddenActivation.RELU;

  @Option(
      names = "--loss",
      paramLabel = "softmax|svm",
      description = "What is minimized. Default: softmax.")
  private LossFunction loss = LossFunction.SOFTMAX;

  @Option(
      names = "--weight-scale",
      paramLabel = "S",
      description =
          "Deviation of initial weights of --init gaussian, which it means. Default: 1e-3.")
  private Optional<Double> weightScale = Optional.empty();

  @Option(
      names = "--reg",
      paramLabel = "R",
      description =
          "L2 strength: the loss gets 0.5 R times the sum of squared weights. Default: 0.")
  private double reg;

  /** The hidden layers. */
  public Widths hidden() {
    return hidden;
  }

  /**
   * The net for data of this size.
   *
   * @throws IllegalArgumentException if an option is out of range
   * @throws ParameterException if there is a weight scale for weights that have none
   */
  public NetSpec spec(RunOptions run, int inputs, int classes) {
    return new NetSpec(
            inputs,
            hidden.list(),
            classes,
            activation.activation,
            loss,
            run.init(weightScale.isPresent()),
            weightScale.orElse(NetSpec.WEIGHT_SCALE),
            reg)
        .settled();
  }

  /** Widths of hidden layers; as text {@code 512-256} or {@code none}. */
  public record Widths(List<Integer> list) {

    @Override
    public String toString() {
      return list.isEmpty()
          ? "none"
          : String.join("-", list.stream().map(String::valueOf).toList());
    }
  }

  /** Reads {@code 100}, {@code 512-256} and {@code none}. */
  static final class Hidden implements ITypeConverter<Widths> {

    @Override
    public Widths convert(String value) {
      if (value.toLowerCase(Locale.ROOT).equals("none")) {
        return new Widths(List.of());
      }
      List<Integer> widths = new ArrayList<>();
      for (String width : value.split("-", -1)) {
        widths.add(width(value, width));
      }
      return new Widths(widths);
    }

    private static int width(String value, String width) {
      try {
        int parsed = Integer.parseInt(width);
        if (parsed >= 1 && Character.isDigit(width.charAt(0))) {
          return parsed;
        }
      } catch (NumberFormatException e) {
        // told below, with the numbers that parse and are out of range
      }
      throw new TypeConversionException(
          "'"
              + value
              + "' is not a list of widths from 1 to 2147483647 such as 100 or 512-256,"
              + " nor none");
    }
  }
}
