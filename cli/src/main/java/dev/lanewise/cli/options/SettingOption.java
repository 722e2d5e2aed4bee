package dev.lanewise.cli.options;

import dev.lanewise.cli.console.NumberText;
import dev.lanewise.train.Setting;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** What the options of {@code train} and of {@code grid} for a setting have in common. */
public final class SettingOption {

  private SettingOption() {}

  /**
   * The beginning of an option.
   *
   * @param help a sentence, to which the defaults are added
   */
  static <T> OptionSpec.Builder builder(Setting<T> setting, String help, List<T> defaults) {
    String values =
        defaults.stream().map(value -> text(setting, value)).collect(Collectors.joining(","));
    OptionSpec.Builder builder =
        OptionSpec.builder(setting.option())
            .paramLabel(setting.label())
            .arity("1")
            .description(help + " Default: " + values + ".");
    List<String> names = setting.type().names();
    return names.isEmpty() ? builder : builder.completionCandidates(names);
  }

  /** Reads one value. */
  static <T> ITypeConverter<T> converter(Setting<T> setting) {
    return text -> {
      try {
        return setting.type().parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    };
  }

  /** A value as help and messages write it: 1e-3 and not 0.001. */
  public static <T> String text(Setting<T> setting, T value) {
    return value instanceof Double number ? NumberText.of(number) : setting.type().print(value);
  }
}
