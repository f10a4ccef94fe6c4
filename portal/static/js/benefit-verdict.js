// The meaning of a rule in three values, the same as layers/benefits/verdict.py: one table of cases is run through both.
export const MET = "met";
export const UNKNOWN = "unknown";
export const NOT_MET = "not_met";

function holds(operator, answer, wanted) {
  if (operator === "at_least") return answer >= wanted[0];
  if (operator === "at_most") return answer <= wanted[0];
  if (operator === "between") return wanted[0] <= answer && answer <= wanted[1];
  const given = Array.isArray(answer) ? answer : [answer];
  if (operator === "has") return wanted.every((one) => given.includes(one));
  return wanted.some((one) => given.includes(one));
}

export function ofRule(condition, profile) {
  if (!Object.hasOwn(profile, condition.attribute)) return UNKNOWN;
  return holds(condition.operator, profile[condition.attribute], condition.wanted) ? MET : NOT_MET;
}

function first(verdicts, ...order) {
  return order.find((one) => verdicts.includes(one));
}

export function ofBenefit(conditions, profile) {
  const alone = [MET];
  const alternatives = new Map();
  for (const condition of conditions) {
    const found = ofRule(condition, profile);
    if (condition.alternative === null) alone.push(found);
    else alternatives.set(condition.alternative, [...(alternatives.get(condition.alternative) ?? []), found]);
  }
  for (const group of alternatives.values()) alone.push(first(group, MET, UNKNOWN, NOT_MET));
  return first(alone, NOT_MET, UNKNOWN, MET);
}
