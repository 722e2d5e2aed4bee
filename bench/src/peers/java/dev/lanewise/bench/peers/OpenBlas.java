package dev.lanewise.bench.peers;

import dev.lanewise.bench.ProductShape;
import dev.lanewise.bench.ProductShape.Group;
import dev.lanewise.bench.compare.Library;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;

/** OpenBLAS as org.bytedeco packs it, with the kernels of several processors. */
public final class OpenBlas implements Library {

  private static final String FOLDER = "/org/bytedeco/openblas/linux-x86_64/";

  // libopenblas looks for the other two beside itself.
  private static final List<String> FILES =
      List.of("libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0");

  private static final List<String> CORE_TYPES =
      List.of("Haswell", "Zen", "SkylakeX", "Cooperlake");

  @Override
  public String name() {
    return "openblas";
  }

  @Override
  public boolean available() {
    return OpenBlas.class.getResource(FOLDER + FILES.getLast()) != null
        && Loader.getPlatform().equals("linux-x86_64");
  }

  /** Its own choice, and others: the newest kernels are not always the fastest. */
  @Override
  public List<Variant> variants() {
    List<Variant> variants = new ArrayList<>();
    variants.add(new Variant("auto", Map.of()));
    for (String core : CORE_TYPES) {
      variants.add(new Variant(core, Map.of("OPENBLAS_CORETYPE", core)));
    }
    return variants;
  }

  @Override
  public boolean measures(ProductShape shape, int threads) {
    return shape.group() != Group.TRAINING;
  }

  @Override
  public Map<String, String> environment(int threads) {
    return Map.of("OPENBLAS_NUM_THREADS", String.valueOf(threads));
  }

  @Override
  public boolean warmsUp() {
    return false;
  }

  @Override
  public Multiplier load(int threads) {
    try {
      File library = new File("");
      for (String file : FILES) {
        library = Loader.cacheResource(OpenBlas.class, FOLDER + file);
      }
      return new CBlas(library.toPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
