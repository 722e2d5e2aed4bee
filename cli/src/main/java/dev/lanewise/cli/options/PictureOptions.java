package dev.lanewise.cli.options;

import dev.lanewise.cli.pictures.Background;
import dev.lanewise.cli.pictures.PictureSamples;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import dev.lanewise.train.Classifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The pictures that a model is applied to. */
public final class PictureOptions {

  @Option(
      names = "--image",
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "Predict these pictures (PNG, JPEG, BMP, GIF) of the model's width and height instead of"
              + " --data; may be repeated. Turned as EXIF says; colours become grey (ITU-R BT.601)"
              + " for a model of grey pictures, grey becomes three equal planes for one of colours."
              + " Default: none.")
  private List<Path> files = List.of();

  @Option(
      names = "--background",
      paramLabel = "COLOUR",
      converter = BackgroundConverter.class,
      description =
          "What is seen behind transparent pixels: black, white or #rrggbb. Default: black for a"
              + " model of grey pictures, as MNIST is drawn, and white for one of colours.")
  private Optional<Background> background = Optional.empty();

  /** The files, in the order they were typed; empty without the option. */
  public List<Path> files() {
    return files;
  }

  /** The pictures as samples for a model, read from {@code model}. */
  public Pixels read(Path model, Classifier classifier, Workspace workspace, PrintWriter err)
      throws IOException {
    return new PictureSamples(
            model, classifier.net().spec().inputs(), classifier.shape(), background)
        .read(files, workspace, err);
  }

  /** Reads a colour. */
  static final class BackgroundConverter implements ITypeConverter<Background> {

    @Override
    public Background convert(String text) {
      try {
        return Background.of(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("'" + text + "': " + e.getMessage());
      }
    }
  }
}
