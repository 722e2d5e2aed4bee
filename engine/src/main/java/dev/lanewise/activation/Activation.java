package dev.lanewise.activation;

import java.util.List;
import java.util.Optional;

/**
 * An activation function of a hidden layer: {@code out = f(z)}, value by value. Implementations are
 * immutable and compare by value.
 *
 * <p>Those of the engine are listed in {@link #all}; an embedder's own implements {@link Custom}.
 */
public sealed interface Activation
    permits Identity, Relu, LeakyRelu, Sigmoid, Tanh, Gelu, Activation.Custom {

  /** The activations that have a name for options and files, in the order of their help. */
  static List<Activation> all() {
    return List.of(new Relu(), new LeakyRelu(), new Sigmoid(), new Tanh(), new Gelu());
  }

  /** The activation of {@link #all} with this {@link #name}. */
  static Optional<Activation> named(String name) {
    return all().stream().filter(activation -> activation.name().equals(name)).findFirst();
  }

  /**
   * Its name in options and model files, such as {@code relu}. A formula of an embedder has its
   * parameters in it, since searches know their trials by it.
   */
  String name();

  /** The function of one value. */
  float forward(float z);

  /**
   * The gradient of the input, {@code dout · f'(z)}.
   *
   * @param dout gradient of the output
   * @param z the input; any number unless {@link #readsInput}
   * @param out the output, {@code forward(z)}
   */
  float backward(float dout, float z, float out);

  /** Whether {@link #backward} reads {@code z}, which a layer keeps only then. */
  default boolean readsInput() {
    return false;
  }

  /**
   * An embedder's own activation, preferably a record. Kernels call it value by value, from several
   * threads at once: it gives the same bits everywhere if it is a pure function, and trains slower
   * than one with a vector twin. A model file keeps its name; see {@code ModelFile} for reading.
   */
  non-sealed interface Custom extends Activation {}
}
