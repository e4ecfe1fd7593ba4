package io.cdntopology.agent;

import io.cdntopology.failure.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The command line of the agent, taken apart.
 *
 * @param values   the options that were given
 * @param problems what is wrong; nothing of it contains a value, which may be a secret given in the wrong place
 * @param print    what was asked for instead of a run: the help, or the version
 */
record CommandLineArguments(Map<NamedOption, String> values, List<Problem> problems, Optional<String> print) {
    private static final String PROGRAM = "java -jar cdn-agent.jar";
    private static final String FOOTER =
            "Each option can also be given in the environment, --etcd-timeout as CDN_ETCD_TIMEOUT,"
                    + " or in the file, as etcd.timeout; the command line wins, then the environment. Durations are 500ms, 5s, 1h."
                    + "%n%nExit status: 0 after --help and --version, 1 if it cannot start, 2 if an option is wrong, 143 after"
                    + " SIGTERM.";

    static CommandLineArguments parse(List<String> arguments) {
        CommandLine commandLine = new CommandLine(spec());
        commandLine.setUnmatchedArgumentsAllowed(true).setOverwrittenOptionsAllowed(false);
        CommandLine.ParseResult result = commandLine.parseArgs(arguments.toArray(String[]::new));
        Map<NamedOption, String> values = new HashMap<>();
        for (NamedOption option : NamedOption.all()) {
            String value = result.matchedOptionValue(option.flag(), null);
            if (value != null) {
                values.put(option, value);
            }
        }
        return new CommandLineArguments(values, problems(result), print(commandLine));
    }

    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name(PROGRAM);
        spec.usageMessage()
                .width(100)
                .sortOptions(false)
                .description("Keeps the content directory of this host in sync with the release that etcd names.")
                .footer(FOOTER);
        spec.parser().collectErrors(true);
        String version = AgentMain.class.getPackage().getImplementationVersion();
        spec.version("cdn-agent " + (version == null ? "(not packaged)" : version));
        for (NamedOption option : NamedOption.all()) {
            spec.addOption(OptionSpec.builder(option.flag())
                    .paramLabel(option.label())
                    .type(String.class)
                    .description(option.description())
                    .hidden(option.isHidden())
                    .build());
        }
        spec.addOption(OptionSpec.builder("--help", "-h")
                .usageHelp(true)
                .description("Prints this.")
                .build());
        spec.addOption(OptionSpec.builder("--version", "-V")
                .versionHelp(true)
                .description("Prints the version.")
                .build());
        return spec;
    }

    private static List<Problem> problems(CommandLine.ParseResult result) {
        List<Problem> problems = new ArrayList<>();
        for (Exception error : result.errors()) {
            problems.add(new Problem("command line", why(error), "see --help"));
        }
        int strays = 0;
        for (String argument : result.unmatched()) {
            if (argument.startsWith("-")) {
                String name = argument.split("=", 2)[0];
                problems.add(new Problem(name, "there is no such option", "see --help"));
            } else {
                strays++;
            }
        }
        if (strays > 0 && problems.isEmpty()) {
            problems.add(new Problem(
                    "command line",
                    strays + " of the arguments belong to no option",
                    "see --help; put a value with spaces into quotes"));
        }
        return problems;
    }

    private static String why(Exception error) {
        if (error instanceof CommandLine.OverwrittenOptionException twice) {
            return twice.getOverwritten() instanceof OptionSpec option
                    ? option.longestName() + " is given twice"
                    : "an option is given twice";
        }
        if (error instanceof CommandLine.MissingParameterException missing
                && !missing.getMissing().isEmpty()
                && missing.getMissing().get(0) instanceof OptionSpec option) {
            return option.longestName() + " has no value";
        }
        return "it cannot be read";
    }

    private static Optional<String> print(CommandLine commandLine) {
        if (commandLine.isUsageHelpRequested()) {
            return Optional.of(commandLine.getUsageMessage());
        }
        if (commandLine.isVersionHelpRequested()) {
            return Optional.of(String.join("\n", commandLine.getCommandSpec().version()) + "\n");
        }
        return Optional.empty();
    }
}
