package dev.lanewise.bench.compare;

import dev.lanewise.bench.Operands;
import dev.lanewise.bench.ProductShape;
import dev.lanewise.bench.TrainingSet;
import dev.lanewise.memory.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * Something that multiplies matrices, ours or a peer's. A worker process holds one; the comparing
 * process only asks for its variants. Peers are services, found where the jar was built with them.
 */
public interface Library {

  /** One word: what the record and the command line call it. */
  String name();

  /** Whether it can run here. */
  boolean available();

  /** The settings worth trying, at least one. */
  List<Variant> variants();

  /** Whether it takes part in the comparison of this product. */
  boolean measures(ProductShape shape, int threads);

  /** Environment variables that make it use {@code threads} threads. */
  Map<String, String> environment(int threads);

  /** Whether its code is compiled while it runs and needs to be warmed up for that. */
  boolean warmsUp();

  /** Loads it, to be used with {@code threads} threads in this process from now on. */
  Multiplier load(int threads);

  /**
   * Settings of a library.
   *
   * @param name empty for the library's own choice
   * @param environment variables to set
   */
  record Variant(String name, Map<String, String> environment) {}

  /** A loaded library. */
  interface Multiplier {
    /** What runs the product of {@code operands} once, into their C or a copy of its own. */
    Multiplication prepare(Operands operands);

    /**
     * What runs one training step after the other.
     *
     * @throws UnsupportedOperationException if the library only multiplies
     */
    default Training prepare(TrainingSet set) {
      throw new UnsupportedOperationException("multiplies only");
    }
  }

  /** A net that is ready to train. */
  interface Training {
    /** Trains on the batch of the set; returns the loss before the update if asked for. */
    double step(int batch, boolean wantsLoss);
  }

  /** A product that is ready to run. */
  interface Multiplication {
    /** Computes the product once. */
    void run();

    /** Copies the result to C, where the library has a copy of its own. Modified: c. */
    default void copyResult(Matrix c) {}
  }

  /** Ours and all peers in this jar that are available here. */
  static List<Library> all() {
    List<Library> all = new ArrayList<>();
    all.add(new Lanewise());
    ServiceLoader.load(Library.class).forEach(all::add);
    return all.stream().filter(Library::available).toList();
  }
}
