/**
 * The elements that the Body of a DUIS Request can hold, and the Service Reference Variant that each one is (DUIS Schema V5.4:
 * the choice in complexType Request stands in the order of simpleType ServiceReferenceVariant). `SignedPreCommand` is not
 * among them: it stands under any critical SRV.
 */
const variants = {
  UpdateImportTariffPrimaryElement: '1.1.1',
  UpdateImportTariffSecondaryElement: '1.1.2',
  UpdatePricePrimaryElement: '1.2.1',
  UpdatePriceSecondaryElement: '1.2.2',
  UpdateMeterBalance: '1.5',
  UpdatePaymentMode: '1.6',
  ResetTariffBlockCounterMatrix: '1.7',
  UpdatePrepayConfiguration: '2.1',
  TopUpDevice: '2.2',
  UpdateDebt: '2.3',
  ActivateEmergencyCredit: '2.5',
  DisplayMessage: '3.1',
  RestrictAccessForChangeOfTenancy: '3.2',
  ClearEventLog: '3.3',
  UpdateSupplierName: '3.4',
  DisablePrivacyPIN: '3.5',
  ReadInstantaneousImportRegisters: '4.1.1',
  ReadInstantaneousImportTOUMatrices: '4.1.2',
  ReadInstantaneousImportTOUWithBlocksMatrices: '4.1.3',
  ReadInstantaneousImportBlockCounters: '4.1.4',
  ReadInstantaneousExportRegisters: '4.2',
  ReadInstantaneousPrepayValues: '4.3',
  RetrieveCoMOrTariffTriggeredBillingDataLog: '4.4.2',
  RetrieveBillingCalendarTriggeredBillingDataLog: '4.4.3',
  RetrieveBillingDataLogDebtPayments: '4.4.4',
  RetrieveBillingDataLogPrepaymentCredits: '4.4.5',
  RetrieveImportDailyReadLog: '4.6.1',
  RetrieveExportDailyReadLog: '4.6.2',
  ReadActiveImportProfileData: '4.8.1',
  ReadReactiveImportProfileData: '4.8.2',
  ReadExportProfileData: '4.8.3',
  ReadNetworkData: '4.10',
  ReadTariffPrimaryElement: '4.11.1',
  ReadTariffSecondaryElement: '4.11.2',
  ReadMaximumDemandImportRegisters: '4.12.1',
  ReadMaximumDemandExportRegisters: '4.12.2',
  ReadPrepaymentConfiguration: '4.13',
  ReadPrepaymentDailyReadLog: '4.14',
  ReadLoadLimitData: '4.15',
  ReadActivePowerImport: '4.16',
  RetrieveDailyConsumptionLog: '4.17',
  ReadMeterBalance: '4.18',
  CreateSchedule: '5.1',
  ReadSchedule: '5.2',
  DeleteSchedule: '5.3',
  ReadDeviceConfigurationVoltage: '6.2.1',
  ReadDeviceConfigurationRandomisation: '6.2.2',
  ReadDeviceConfigurationBillingCalendar: '6.2.3',
  ReadDeviceConfigurationIdentityExcMPxN: '6.2.4',
  ReadDeviceConfigurationInstantaneousPowerThresholds: '6.2.5',
  ReadDeviceConfigurationMPxN: '6.2.7',
  ReadDeviceConfigurationGas: '6.2.8',
  ReadDeviceConfigurationPaymentMode: '6.2.9',
  ReadDeviceConfigurationEventAndAlertBehaviours: '6.2.10',
  UpdateDeviceConfigurationLoadLimitingGeneralSettings: '6.4.1',
  UpdateDeviceConfigurationLoadLimitingCounterReset: '6.4.2',
  UpdateDeviceConfigurationVoltage: '6.5',
  UpdateDeviceConfigurationGasConversion: '6.6',
  UpdateDeviceConfigurationGasFlow: '6.7',
  UpdateDeviceConfigurationBillingCalendar: '6.8',
  SynchroniseClock: '6.11',
  UpdateDeviceConfigurationInstantaneousPowerThreshold: '6.12',
  ReadEventOrSecurityLog: '6.13',
  UpdateDeviceConfigurationALCDescriptions: '6.14.1',
  UpdateDeviceConfigurationALCScheduler: '6.14.2',
  UpdateDeviceConfigurationAuxiliaryControllerScheduler: '6.14.3',
  UpdateSecurityCredentialsKRP: '6.15.1',
  UpdateSecurityCredentialsDevice: '6.15.2',
  IssueSecurityCredentials: '6.17',
  SetMaximumDemandConfigurableTimePeriod: '6.18.1',
  ResetMaximumDemandRegisters: '6.18.2',
  SetDeviceConfigurationImportMPxN: '6.20.1',
  SetDeviceConfigurationExportMPAN: '6.20.2',
  RequestHandoverOfDCCControlledDevice: '6.21',
  ConfigureAlertBehaviour: '6.22',
  UpdateSecurityCredentialsCoS: '6.23',
  RetrieveDeviceSecurityCredentialsKRP: '6.24.1',
  RetrieveDeviceSecurityCredentialsDevice: '6.24.2',
  SetElectricitySupplyTamperState: '6.25',
  UpdateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix: '6.26',
  UpdateDeviceConfigurationRMSVoltageCounterReset: '6.27',
  SetCHFSubGHzConfiguration: '6.28',
  RequestCHFSubGHzChannelScan: '6.29',
  ReadCHFSubGHzConfiguration: '6.30',
  ReadCHFSubGHzChannel: '6.31',
  ReadCHFSubGHzChannelLog: '6.32',
  EnableSupply: '7.1',
  DisableSupply: '7.2',
  ArmSupply: '7.3',
  ReadSupplyStatus: '7.4',
  ActivateAuxiliaryLoad: '7.5',
  DeactivateAuxiliaryLoad: '7.6',
  ReadALCSData: '7.7',
  ResetAuxiliaryLoad: '7.8',
  AddAuxiliaryLoadToBoostButton: '7.9',
  RemoveAuxiliaryLoadFromBoostButton: '7.10',
  ReadBoostButtonDetails: '7.11',
  SetRandomisedOffsetLimit: '7.12',
  SetAuxiliaryControllerState: '7.13',
  ReadAuxiliaryControllerConfigurationData: '7.14',
  ReadAuxiliaryControllerOperationalData: '7.15',
  LimitAPCLevel: '7.16',
  CommissionDeviceSynchroniseClock: '8.1.1',
  ReadInventory: '8.2',
  DecommissionDevice: '8.3',
  UpdateInventory: '8.4',
  ServiceOptOut: '8.5',
  ServiceOptIn: '8.6',
  JoinServiceCritical: '8.7.1',
  JoinServiceNonCritical: '8.7.2',
  UnjoinServiceCritical: '8.8.1',
  UnjoinServiceNonCritical: '8.8.2',
  ReadDeviceLog: '8.9',
  UpdateHANDeviceLog: '8.11',
  RestoreHANDeviceLog: '8.12.1',
  RestoreGPFDeviceLog: '8.12.2',
  ReturnLocalCommandResponse: '8.13',
  CHFInstallSuccessSMWAN: '8.14.1',
  CHFInstallSuccessNoSMWAN: '8.14.2',
  CHFFaultReturn: '8.14.3',
  CHFNoFaultReturn: '8.14.4',
  RequestCustomerIdentificationNumber: '9.1',
  UpdateFirmware: '11.1',
  ReadFirmwareVersion: '11.2',
  ActivateFirmware: '11.3',
  UpdatePPMIDFirmware: '11.4',
  RequestWANMatrix: '12.1',
  DevicePrenotification: '12.2',
  RecordNetworkDataGAS: '14.1',
} as const;

const variantByElement: ReadonlyMap<string, string> = new Map(Object.entries(variants));
const elementByVariant: ReadonlyMap<string, string> = new Map(Object.entries(variants).map(([element, srv]) => [srv, element]));

/** Every Service Reference Variant of DUIS V5.4, `1.1.1` to `14.1`, in the schema's order. */
export const serviceReferenceVariants: readonly string[] = Object.values(variants);

export function isServiceReferenceVariant(srv: string): boolean {
  return elementByVariant.has(srv);
}

/** The Service Reference Variant whose numbers are nearest, the first number before the second: `6.15.1` of `6.15`, `6.21` of `6.21.1`, `14.1` of `99.9`. */
export function nearestServiceReferenceVariant(srv: string): string {
  return serviceReferenceVariants.reduce((nearest, each) => (isNearer(distancesOf(srv, each), distancesOf(srv, nearest)) ? each : nearest));
}

function distancesOf(srv: string, other: string): readonly number[] {
  const [wanted, numbers] = [srv.split('.'), other.split('.')];
  return [0, 1, 2].map((place) => Math.abs(Number(wanted[place] ?? 0) - Number(numbers[place] ?? 0)));
}

function isNearer(distances: readonly number[], than: readonly number[]): boolean {
  const place = distances.findIndex((distance, index) => distance !== than[index]);
  return place !== -1 && (distances[place] ?? 0) < (than[place] ?? 0);
}

/** The Service Reference Variant of a Body element, by its local name; undefined: DUIS V5.4 knows no such element. */
export function findServiceReferenceVariant(bodyElement: string): string | undefined {
  return variantByElement.get(bodyElement);
}

/** The local name of the Body element that is a Service Reference Variant, one of those of DUIS V5.4. */
export function bodyElementOf(srv: string): string {
  return elementByVariant.get(srv) ?? '';
}

/** Service Reference of a Service Reference Variant: `6.15.1` is of `6.15`, `6.21` of `6.21`. */
export function serviceReferenceOf(srv: string): string {
  const end = srv.indexOf('.', srv.indexOf('.') + 1);
  return end === -1 ? srv : srv.slice(0, end);
}
