import type { z } from 'zod';
import { SsmError, validation } from './errors.ts';
import { checkNewName } from './names.ts';
import type { ParameterType, putBody } from './shapes.ts';

/** A parameter as it is kept. */
export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  readonly value: string;
  readonly version: number;
  readonly tier: 'Standard' | 'Advanced';
}

/** Characters of a value (user guide, managing parameter tiers). */
const standardCharacters = 4096;
const advancedCharacters = 8192;

/** The parameter as it is after the request. @throws SsmError */
export function putParameter(request: z.infer<typeof putBody>, known: Parameter | undefined): Parameter {
  const { Name, Value, Overwrite = false } = request;
  checkNewName(Name);
  if (Overwrite && request.Tags !== undefined) {
    throw validation(
      "tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To " +
        'update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.',
    );
  }
  if (known !== undefined && !Overwrite) {
    const message = 'The parameter already exists. To overwrite this value, set the overwrite option to true.';
    throw new SsmError('ParameterAlreadyExists', message);
  }
  const type = typeOf(request, known);
  if (request.KeyId !== undefined && type !== 'SecureString') throw validation('KeyId is for SecureString alone.');
  const tier = tierOf(request, known);
  return { name: Name, type, value: Value, version: (known?.version ?? 0) + 1, tier };
}

function typeOf({ Type }: z.infer<typeof putBody>, known: Parameter | undefined): ParameterType {
  if (known !== undefined && Type !== undefined && Type !== known.type) {
    const message = `The parameter is of type ${known.type}; its type can't be changed to ${Type}. Delete it first.`;
    throw new SsmError('HierarchyTypeMismatchException', message);
  }
  const type = Type ?? known?.type;
  if (type === undefined) throw validation('A parameter type is required when you create a parameter.');
  return type;
}

/** An advanced parameter never becomes a standard one again. */
function tierOf({ Tier: named, Value }: z.infer<typeof putBody>, known: Parameter | undefined): Parameter['tier'] {
  const Tier = named ?? 'Standard';
  if (named === 'Standard' && known?.tier === 'Advanced') {
    throw validation(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier " +
        'to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it.',
    );
  }
  const advanced = Tier !== 'Standard' || known?.tier === 'Advanced';
  const most = advanced ? advancedCharacters : standardCharacters;
  if (Value.length > most) {
    const tiers = `Standard tier parameters support a maximum parameter value of ${standardCharacters} characters`;
    throw validation(`${tiers}, Advanced ones ${advancedCharacters}; this one has ${Value.length}.`);
  }
  return Tier === 'Advanced' || known?.tier === 'Advanced' || Value.length > standardCharacters
    ? 'Advanced'
    : 'Standard';
}
