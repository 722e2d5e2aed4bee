package dev.lanewise.cli.options;

import dev.lanewise.search.Choice;
import dev.lanewise.search.SearchSpace;
import dev.lanewise.train.Setting;
import dev.lanewise.train.SettingType;
import dev.lanewise.train.Settings;
import dev.lanewise.train.TrainingSettings;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * The options of {@code grid} that {@link Settings} lists: a list of values, or for a random search
 * a range; one value of a setting that all trials share.
 */
public final class GridSettings {

  private static final String LIST = ",(?!$)"; // an empty value at the end is one too
  private static final String DOTS = "..";

  private final Map<Setting<?>, OptionSpec> options = new LinkedHashMap<>();

  /** An item of a list: a value, or a range {@code a..b} from {@code least} to {@code most}. */
  private record Item<T>(T least, T most, boolean isRange) {}

  /** An option for each setting that has one. */
  public GridSettings() {
    Settings.ALL.stream().filter(it -> !it.option().isEmpty()).forEach(this::add);
  }

  private <T> void add(Setting<T> setting) {
    OptionSpec.Builder builder =
        SettingOption.builder(setting, setting.helpOfSearch(), setting.searchedByDefault())
            .type(Object.class)
            .converters(converter(setting));
    if (setting.isSearched()) {
      builder
          .type(List.class)
          .auxiliaryTypes(Object.class)
          .splitRegex(LIST)
          .hideParamSyntax(true)
          .paramLabel(setting.label() + ",...");
    }
    options.put(setting, builder.build());
  }

  private static <T> ITypeConverter<Item<T>> converter(Setting<T> setting) {
    Optional<String> range = setting.type().rangeExample().filter(it -> setting.isSearched());
    return text -> {
      int dots = range.isPresent() ? text.indexOf(DOTS) : -1;
      String first = dots < 0 ? text : text.substring(0, dots);
      String last = dots < 0 ? text : text.substring(dots + DOTS.length());
      return new Item<>(parse(setting, first, text), parse(setting, last, text), dots >= 0);
    };
  }

  /** Reads a value, an end of a range where {@code item} is one, which a message then shows. */
  private static <T> T parse(Setting<T> setting, String text, String item) {
    try {
      return setting.type().parse(text);
    } catch (IllegalArgumentException e) {
      String range =
          setting.isSearched()
              ? setting.type().rangeExample().map(it -> ", nor a range such as " + it).orElse("")
              : "";
      throw new TypeConversionException(
          String.valueOf(e.getMessage()).replaceFirst("^'.*?'", quoted(item)) + range);
    }
  }

  private static String quoted(String item) {
    return Matcher.quoteReplacement("'" + item + "'");
  }

  /** The options, to be mixed into a command. */
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create();
    options.values().forEach(spec::addOption);
    return spec;
  }

  /** The first seed. */
  public long seed() {
    List<Item<Long>> seeds = typed(TrainingSettings.SEED);
    return seeds.isEmpty() ? TrainingSettings.SEED.standard() : seeds.getFirst().least();
  }

  @SuppressWarnings("unchecked") // its converter makes nothing else
  private <T> List<Item<T>> typed(Setting<T> setting) {
    return Optional.ofNullable(options.get(setting))
        .map(OptionSpec::getValue)
        .map(value ->
            value instanceof List<?> list ? (List<Item<T>>) list : List.of((Item<T>) value))
        .orElse(List.of());
  }

  /**
   * What trials are made of: what is typed, and for the rest the engine's defaults.
   *
   * @param oneEpochCount whether all trials have the same number of epochs, as halving needs
   * @throws IllegalArgumentException if a list has a value twice, a range is the wrong way round or
   *     stands among values, there are several values where there may be one, or a setting is typed
   *     beside another with which it does not count
   */
  public SearchSpace space(boolean oneEpochCount) {
    List<Item<Integer>> epochs = typed(TrainingSettings.EPOCHS);
    if (oneEpochCount && (epochs.size() > 1 || epochs.stream().anyMatch(Item::isRange))) {
      throw new IllegalArgumentException(
          "--search halving takes one number of --epochs, those of the last rung");
    }
    SearchSpace space = new SearchSpace();
    options.keySet().forEach(setting -> addTo(space, setting));
    for (Setting<?> setting : options.keySet()) {
      if (!typed(setting).isEmpty()) {
        setting.condition().ifPresent(it -> requireCondition(setting, it));
      }
    }
    return space;
  }

  private <T> void addTo(SearchSpace space, Setting<T> setting) {
    List<Item<T>> items = typed(setting);
    if (!items.isEmpty()) {
      space.set(setting, choice(setting, items));
    }
  }

  /** Refuses a setting that counts in no trial. */
  private <U> void requireCondition(Setting<?> setting, Setting.Condition<U> condition) {
    List<U> values = typed(condition.setting()).stream().map(Item::least).toList();
    List<U> others =
        values.isEmpty()
            ? List.of(condition.implied().orElse(condition.setting().standard()))
            : values;
    if (others.stream().noneMatch(condition.holds())) {
      SettingType<U> type = condition.setting().type();
      String typed = others.stream().map(type::print).collect(Collectors.joining(","));
      throw TrainSettings.refusal(setting, condition, typed);
    }
  }

  private static <T> Choice<T> choice(Setting<T> setting, List<Item<T>> items) {
    if (items.stream().noneMatch(Item::isRange)) {
      requireDistinct(setting, items);
      return Choice.of(items.stream().map(Item::least).toList());
    }
    if (items.size() > 1) {
      throw new IllegalArgumentException(
          setting.option() + " has a range among other values; expected a list or one range");
    }
    Item<T> range = items.getFirst();
    try {
      return Choice.range(setting, range.least(), range.most());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s %s: %s".formatted(setting.option(), text(setting, range), e.getMessage()), e);
    }
  }

  private static <T> void requireDistinct(Setting<T> setting, List<Item<T>> items) {
    Set<Item<T>> seen = new HashSet<>();
    for (Item<T> item : items) {
      if (!seen.add(item)) {
        throw new IllegalArgumentException(
            "%s has the value %s twice".formatted(setting.option(), text(setting, item)));
      }
    }
  }

  private static <T> String text(Setting<T> setting, Item<T> item) {
    String least = SettingOption.text(setting, item.least());
    return item.isRange() ? least + DOTS + SettingOption.text(setting, item.most()) : least;
  }
}
