# --check fails on files above their budget, and says both sizes.
mkdir -p in/icons
tool noise 60x60 in/a.png
tool noise 20x20 in/icons/b.png
whittle -i in >/dev/null
whittle --check in >/dev/null
printf '[options]\nbudget = "5kB"\n[[rule]]\nmatch = "icons/"\nbudget = "100B"\n' >in/whittle.toml
expect 1 whittle --check in | sed -E 's/ +/ /g'
expect 1 whittle --check --json in | grep -oE '"(input|budget|over_budget)":[^,]*|"outcome":"[a-z]*"' | paste -sd' \n' | head -3
echo "--- the command line's, without a configuration"
expect 1 whittle --check --no-config --budget 2kB --summary in | sed -E 's/in [0-9.]+ m?s//'
whittle --check --budget 1MB in >/dev/null
echo "--- exactly the budget is fine"
whittle --check --budget "$(bytes in/a.png)B" in/a.png >/dev/null
expect 1 whittle --check --budget "$(($(bytes in/a.png) - 1))B" in/a.png | grep -o 'bytes is above.*' | sed -E 's/[0-9]+/N/g'
echo "--- in a step of GitHub Actions"
GITHUB_ACTIONS=true expect 1 whittle --check --quiet in
echo "--- names for xargs"
expect 1 whittle --check -0 in | tr '\0' '\n'
# Only --check looks at budgets; a configuration may name them for all runs.
whittle -n in >/dev/null
refused -i --budget 5kB in
refused --check --budget 5 in
